import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MiniContext } from '../mini-context.js'

const test = suite('rdd-core: compileStage')
const sourceOf = (sc: MiniContext): string => sc.programs.at(-1)?.source ?? ''

test('a chain of narrow operators is one loop, without generators', async () => {
  const sc = new MiniContext()
  const sum = await sc
    .range(0, 100, 1, 1)
    .map((x) => x * 2)
    .filter((x) => x % 3 === 0)
    .map((x) => x + 1)
    .sum()
  assert.is(sum, 3400)
  assert.not.match(sourceOf(sc), /function\*/)
  assert.is((sourceOf(sc).match(/\bfor \(/g) ?? []).length, 2)
})

test('a long chain is cut into functions of bounded size', async () => {
  const sc = new MiniContext()
  let rdd = sc.parallelize([1, 2], 1)
  for (let i = 0; i < 1_000; i++) rdd = rdd.map((x) => x + 1)
  assert.equal(await rdd.collect(), [1_001, 1_002])
  const functions = sourceOf(sc).split('function*').slice(1)
  assert.ok(functions.length > 10)
  const longest = Math.max(...functions.map((text) => text.length))
  assert.ok(longest < 10_000, `${longest} characters`)
})

test('diamonds do not multiply the text', async () => {
  const sc = new MiniContext()
  let rdd = sc.parallelize([1], 1)
  for (let i = 0; i < 12; i++) rdd = rdd.map((x) => x).union(rdd.filter(() => true))
  assert.is(await rdd.count(), 4_096)
  assert.ok(sourceOf(sc).length < 20_000, `${sourceOf(sc).length} characters`)
})

test('many flatMaps in one another compile', async () => {
  const sc = new MiniContext()
  let rdd = sc.parallelize([0], 1)
  for (let i = 0; i < 40; i++) rdd = rdd.flatMap((x) => [x + 1])
  assert.equal(await rdd.collect(), [40])
})

test('the kill flag is looked at every 1,024 records, inside a flatMap too', async () => {
  const sc = new MiniContext()
  await sc
    .range(0, 100_000, 1, 1)
    .map((x) => x)
    .count()
  assert.ok(sc.checks >= 97, `${sc.checks}`)
  sc.checks = 0
  await sc
    .parallelize([100_000], 1)
    .flatMap((n) => Array.from({ length: n }, (_, i) => i))
    .count()
  assert.ok(sc.checks >= 97, `${sc.checks}`)
  sc.checks = 0
  sc.killAfter = 3
  const endless = sc.parallelize([1], 1).flatMap(function* () {
    for (;;) yield 1
  })
  let message = ''
  await endless.count().catch((error: Error) => (message = error.message))
  assert.is(message, 'killed')
})

test('take ends the loop and lets the generators before it clean up', async () => {
  const sc = new MiniContext()
  const log: string[] = []
  const rows = await sc
    .range(0, 1_000_000, 1, 1)
    .mapPartitions(function* (values) {
      try {
        for (const value of values) {
          log.push('pulled')
          yield value
        }
      } finally {
        log.push('closed')
      }
    })
    .take(2)
  assert.equal(rows, [0, 1])
  assert.equal(log, ['pulled', 'pulled', 'closed'])
})

test('the records of a partition have the helpers of iterators where there are any', async () => {
  const sc = new MiniContext()
  const helpers = await sc
    .parallelize([1], 1)
    .mapPartitions((values) => [
      Object.getPrototypeOf(Object.getPrototypeOf([].values())) === Object.getPrototypeOf(values),
    ])
    .collect()
  assert.equal(helpers, [true])
})

test('a union of many is one lookup, not one branch each', async () => {
  const sc = new MiniContext()
  let rdd = sc.parallelize([0], 1)
  for (let i = 1; i < 1_000; i++) rdd = rdd.union(sc.parallelize([i], 1))
  assert.equal(await rdd.take(1), [0])
  assert.is(await rdd.sum(), 499_500)
})

test('more keys than a map task holds at once go out in several turns', async () => {
  const sc = new MiniContext()
  const keys = (1 << 19) + 10
  const rdd = sc
    .range(0, keys * 2, 1, 1)
    .map((x) => [x % keys, 1])
    .reduceByKey((a, b) => a + b, 2)
  assert.is(await rdd.values().sum(), keys * 2)
  assert.is(await rdd.count(), keys)
})

test.run()
