import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import type { Rdd } from '../../src/index.js'
import { MiniContext } from '../mini-context.js'
import { MiniMemory } from '../mini-memory.js'

const test = suite('programs with too little memory')

/** Runs a program with all the memory there is, and with next to none; both answers, sorted. */
async function both<T>(
  program: (context: MiniContext) => Rdd<T>,
): Promise<{ readonly spilled: number; readonly rows: readonly string[] }> {
  const answers: string[][] = []
  const spilled: number[] = []
  for (const limit of [Number.POSITIVE_INFINITY, 150_000]) {
    const context = new MiniContext(3)
    context.memory = new MiniMemory(limit)
    const rows = await program(context).collect()
    answers.push(rows.map((row) => JSON.stringify(row)).sort())
    spilled.push(context.metrics.diskBytesSpilled)
    assert.is(context.memory.used, 0)
  }
  const [ample, scarce] = answers as [string[], string[]]
  assert.is(scarce.length, ample.length)
  assert.equal(scarce, ample)
  assert.is(spilled[0], 0)
  return { spilled: spilled[1] as number, rows: scarce }
}

const words = (context: MiniContext) =>
  context.range(0, 30_000, 1, 3).map((i): [string, number] => [`word ${(i * 7919) % 9_001}`, i])

test('reduceByKey, aggregateByKey, combineByKey and distinct answer the same', async () => {
  const reduced = await both((context) => words(context).reduceByKey((a, b) => a + b, 1))
  assert.ok(reduced.spilled > 0)
  const lists = await both((context) =>
    words(context)
      .aggregateByKey(
        [] as number[],
        (list, i) => [...list, i],
        (a, b) => [...a, ...b],
        1,
      )
      .mapValues((list) => [...list].sort((a, b) => a - b)),
  )
  assert.ok(lists.spilled > 0)
  const distinct = await both((context) =>
    words(context)
      .map(([word]) => word + word)
      .distinct(1),
  )
  assert.is(distinct.rows.length, 9_001)
  assert.ok(distinct.spilled > 0)
})

test('groupByKey answers the same, in the same order', async () => {
  const { spilled } = await both((context) =>
    words(context)
      .groupByKey(1)
      .mapValues((v) => [...v]),
  )
  assert.ok(spilled > 0)
})

test('a map side whose table is full sends it on, and the reduce side merges', async () => {
  const context = new MiniContext(1)
  context.memory = new MiniMemory(100_000)
  const counts = words(context).map(([word]): [string, number] => [word, 1])
  const rows = await counts.reduceByKey((a, b) => a + b, 1).collect()
  assert.is(rows.length, 9_001)
  assert.is(
    rows.reduce((sum, [, count]) => sum + count, 0),
    30_000,
  )
})

for (const outer of [
  'join',
  'leftOuterJoin',
  'rightOuterJoin',
  'fullOuterJoin',
  'cogroup',
] as const) {
  test(`${outer} answers the same, even where both sides of a key are on disk`, async () => {
    const { spilled } = await both((context): Rdd<unknown> => {
      const side = (name: string, hot: number) =>
        context
          .range(0, 12_000, 1, 2)
          .map((i): [string, string] =>
            i % hot === 0
              ? ['hot', `${name} ${i} with some more text to it`]
              : [`${name.slice(i % 2)} ${i >> 2}`, name],
          )
      const left = side('left', 40)
      const right = side('right', 30)
      const joined = (left[outer] as typeof left.cogroup)(right, 1) as unknown as Rdd<
        [string, unknown]
      >
      // Which group is an array, and which one is read from disk, is not to be seen.
      return joined.map(([key, sides]) => [key, Array.isArray(sides) ? sides.map((s) => s) : sides])
    })
    assert.ok(spilled > 0)
  })
}

test('a join of a key whose both sides are much larger than memory holds neither', async () => {
  const context = new MiniContext(1)
  context.memory = new MiniMemory(100_000)
  const side = (count: number) =>
    context.range(0, count, 1, 1).map((i): [string, [number, string]] => ['hot', [i, `value ${i}`]])
  const sum = await side(3_000)
    .join(side(2_500), 1)
    .map(([, [a, b]]) => a[0] * 2_500 + b[0])
    .reduce((a, b) => a + b)
  const count = 3_000 * 2_500
  assert.is(sum, (count * (count - 1)) / 2)
  assert.ok(context.metrics.diskBytesSpilled > 0)
})

test.run()
