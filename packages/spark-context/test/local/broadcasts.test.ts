import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import { CLASS_CASES, FIDELITY_CASES } from '@firesteel/serializer/compliance'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('broadcasts on local[2]', { timeoutMs: 20_000 })
let sc: SparkContext
const LETTERS = 'abcdefghij'.split('')

test.before(() => {
  const conf = new SparkConf([]).setMaster('local[2]').setAppName('broadcasts')
  sc = new SparkContext(conf.set('spark.log.level', 'OFF'))
})
test.after(() => sc.stop())

const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

test('tasks read the value, in many stages and jobs', async () => {
  const names = sc.broadcast(new Map(LETTERS.map((letter, n) => [n, letter])))
  const numbers = sc.range(0, 1_000, 1, 4)
  for (let job = 0; job < 3; job++) {
    const counts = await numbers
      .map((n): [string | undefined, number] => [names.value.get(n % 10), 1])
      .reduceByKey((a, b) => a + b, 3)
      .map(([letter, count]) => `${letter}${count}${names.value.size}`)
      .collect()
    assert.equal(
      counts.sort(),
      LETTERS.map((letter) => `${letter}10010`),
    )
  }
  assert.is(names.value.get(3), 'd', 'on the driver, too')
})

test('every slot makes the value once', async () => {
  const shared = sc.broadcast({ list: [1, 2, 3] })
  const seen = await sc
    .range(0, 40, 1, 20)
    .map(() => {
      const value = shared.value as { list: number[]; madeIn?: number }
      // Not allowed to tasks that want to understand each other; here it shows who shares it.
      value.madeIn ??= Math.random()
      return value.madeIn
    })
    .collect()
  assert.ok(new Set(seen).size <= 2, `${new Set(seen).size} values in two slots`)
  assert.equal(shared.value, { list: [1, 2, 3] }, 'the driver has its own')
})

test('it is the value of the moment when it was made', async () => {
  const list = [1, 2]
  const copy = sc.broadcast(list)
  list.push(3)
  assert.is(
    await sc
      .range(0, 4, 1, 2)
      .map(() => copy.value.length)
      .sum(),
    8,
  )
})

test('holds everything that records hold, classes kept', async () => {
  const cases = [...FIDELITY_CASES, ...CLASS_CASES]
  const all = sc.broadcast(cases.map(({ make }) => make()))
  const [rows = []] = await sc
    .range(0, 1, 1, 1)
    .map(() => all.value)
    .collect()
  assert.is(rows.length, cases.length)
  cases.forEach(({ check }, index) => check(rows[index]))
})

test('instances keep their class in tasks', async () => {
  class Table {
    readonly rows: readonly string[]
    constructor(rows: readonly string[]) {
      this.rows = rows
    }
    find(n: number): string {
      return this.rows[n] ?? 'none'
    }
  }
  const table = sc.broadcast(new Table(['zero', 'one']))
  assert.equal(
    await sc
      .range(0, 3, 1, 1)
      .map((n) => [table.value.find(n), table.value instanceof Table])
      .collect(),
    [
      ['zero', true],
      ['one', true],
      ['none', true],
    ],
  )
})

test('values that are no objects, and handles inside of objects, functions and closures', async () => {
  const factor = sc.broadcast(3)
  const settings = { prefix: sc.broadcast('n'), nothing: sc.broadcast(undefined) }
  const label = (n: number): string =>
    `${settings.prefix.value}${n * factor.value}${settings.nothing.value}`
  assert.equal(
    await sc
      .range(0, 2, 1, 1)
      .map((n) => label(n))
      .collect(),
    ['n0undefined', 'n3undefined'],
  )
})

test('datasets, contexts and what records cannot hold are refused where they are handed over', () => {
  const refused = (value: unknown): Error => {
    try {
      sc.broadcast(value)
    } catch (error) {
      return error as Error
    }
    throw new Error('expected an error')
  }
  assert.match(
    refused(sc.range(0, 1)).message,
    /Cannot broadcast this value: it is ParallelCollectionRDD\[\d+\]/,
  )
  assert.match(refused(sc).message, /SparkContext/)
  const path = refused({ inner: { run: () => 1 } })
  assert.ok(hasCode(path, 'NOT_SERIALIZABLE'), path.message)
  assert.match(path.message, /inner/)
})

test('unpersisted it can still be used; destroyed it cannot, and the error says where that was', async () => {
  const value = sc.broadcast([1])
  const read = () =>
    sc
      .range(0, 2, 1, 2)
      .map(() => value.value[0] as number)
      .sum()
  assert.is(await read(), 2)
  await value.unpersist(true)
  assert.is(await read(), 2)
  await value.destroy(true)
  assert.throws(
    () => value.value,
    /Attempted to use Broadcast\(\d+\) after it was destroyed \(destroy at .*broadcasts\.test\.ts:\d+/,
  )
  const failure = await failureOf(read())
  assert.ok(hasCode(failure, 'NOT_SERIALIZABLE'))
  assert.match(
    failure.message,
    /after it was destroyed \(destroy at .*broadcasts\.test\.ts[\s\S]*variable value/,
  )
})

test('tasks cannot destroy it', async () => {
  const value = sc.broadcast([1])
  const failure = await failureOf(sc.range(0, 1).foreachPartition(() => value.destroy(true)))
  assert.match(
    failure.message,
    /destroy of Broadcast\(\d+\) was called in a task: only the driver does that/,
  )
})

test.run()
