import type { Rdd } from '../rdd.js'
import { type OperatorCompliance, failureOf, holds, sorted } from './tools.js'

/** Operators without a shuffle, which a stage fuses into its loop. */
export function narrowCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools

  test('parallelize keeps the order, whatever the number of slices', () =>
    holds(tools, [fc.array(fc.integer()), fc.integer({ min: 1, max: 9 })], async (data, slices) => {
      const sc = await context()
      const rdd = sc.parallelize(data, slices)
      assert.equal(await rdd.collect(), data)
      assert.equal(await rdd.getNumPartitions(), slices)
      const parts = await rdd.glom().collect()
      const borders = parts.map((_, i) => Math.floor((i * data.length) / slices))
      assert.equal(
        parts,
        parts.map((_, i) => data.slice(borders[i], borders[i + 1] ?? data.length)),
      )
    }))

  test('range counts like a loop', () =>
    holds(
      tools,
      [
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -50, max: 50 }),
        fc.constantFrom(1, 2, 7, -1, -3),
        fc.integer({ min: 1, max: 5 }),
      ],
      async (start, end, step, slices) => {
        const expected: number[] = []
        for (let x = start; step > 0 ? x < end : x > end; x += step) expected.push(x)
        const sc = await context()
        assert.equal(await sc.range(start, end, step, slices).collect(), expected)
      },
    ))

  test('any chain of operators does what it does to an array', () => {
    const steps: readonly {
      readonly rdd: (rdd: Rdd<number>) => Rdd<number>
      readonly array: (rows: number[]) => number[]
    }[] = [
      { rdd: (rdd) => rdd.map((x) => x + 1), array: (rows) => rows.map((x) => x + 1) },
      {
        rdd: (rdd) => rdd.filter((x) => x % 3 !== 0),
        array: (rows) => rows.filter((x) => x % 3 !== 0),
      },
      {
        rdd: (rdd) => rdd.flatMap((x) => (x % 2 === 0 ? [x, -x] : [])),
        array: (rows) => rows.flatMap((x) => (x % 2 === 0 ? [x, -x] : [])),
      },
      {
        rdd: (rdd) => rdd.flatMap((x) => new Set([x, x, x + 2])),
        array: (rows) => rows.flatMap((x) => [x, x + 2]),
      },
      {
        rdd: (rdd) =>
          rdd.mapPartitions(function* (rows) {
            for (const x of rows) if (x !== 5) yield x * 2
          }),
        array: (rows) => rows.filter((x) => x !== 5).map((x) => x * 2),
      },
      {
        rdd: (rdd) =>
          rdd
            .keyBy((x) => x % 4)
            .mapValues((x) => x + 3)
            .values(),
        array: (rows) => rows.map((x) => x + 3),
      },
      { rdd: (rdd) => rdd.keyBy((x) => x - 1).keys(), array: (rows) => rows.map((x) => x - 1) },
      {
        rdd: (rdd) =>
          rdd
            .keyBy((x) => x)
            .flatMapValues((x) => [x, 1])
            .map(([key, value]) => key * value),
        array: (rows) => rows.flatMap((x) => [x * x, x]),
      },
      {
        rdd: (rdd) => rdd.glom().flatMap((rows) => rows),
        array: (rows) => rows,
      },
      {
        rdd: (rdd) => rdd.zipWithIndex().map(([x, index]) => x - index),
        array: (rows) => rows.map((x, index) => x - index),
      },
      { rdd: (rdd) => rdd.coalesce(2), array: (rows) => rows },
      {
        rdd: (rdd) => rdd.union(rdd.map((x) => x + 100)),
        array: (rows) => [...rows, ...rows.map((x) => x + 100)],
      },
    ]
    return holds(
      tools,
      [
        fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(steps.length - 1), { maxLength: 5 }),
      ],
      async (data, slices, chosen) => {
        const sc = await context()
        let rdd = sc.parallelize(data, slices)
        let rows = data
        for (const which of chosen) {
          const step = steps[which] as (typeof steps)[number]
          rdd = step.rdd(rdd)
          rows = step.array(rows)
        }
        assert.equal(await rdd.collect(), rows)
        assert.equal(await rdd.count(), rows.length)
      },
    )
  })

  test('mapPartitions is called once per partition, also for empty ones', async () => {
    const sc = await context()
    const sizes = await sc
      .parallelize([1, 2, 3], 5)
      .mapPartitions((rows) => [[...rows].length])
      .collect()
    assert.equal(sizes, [0, 1, 0, 1, 1])
    const indexes = await sc
      .parallelize(['a', 'b'], 2)
      .mapPartitionsWithIndex((index, rows) => [...rows].map((row) => `${row}${index}`))
      .collect()
    assert.equal(indexes, ['a0', 'b1'])
  })

  test('mapPartitions may await, and its answer flows on', async () => {
    const sc = await context()
    const rows = await sc
      .parallelize([1, 2, 3, 4], 2)
      .mapPartitions(async (values) => {
        const sum = [...values].reduce((a, b) => a + b, 0)
        await new Promise<void>((resolve) => setImmediate(resolve))
        return [sum]
      })
      .mapPartitions(async function* (values) {
        for (const value of values) {
          await new Promise<void>((resolve) => setImmediate(resolve))
          yield value * 10
        }
      })
      .map((x) => x + 1)
      .collect()
    assert.equal(rows, [31, 71])
  })

  test('an async function is refused where a record is computed, with the way out', async () => {
    const sc = await context()
    const error = await failureOf(
      Promise.resolve().then(() => sc.parallelize([1]).map(async (x) => x as never)),
    )
    assert.ok(/mapPartitions/.test(error.message), error.message)
  })

  test('a flatMap over something that cannot be iterated says so', async () => {
    const sc = await context()
    const error = await failureOf(
      sc
        .parallelize([1], 1)
        .flatMap(() => undefined as never)
        .collect(),
    )
    assert.ok(/flatMap/.test(error.message) && /undefined/.test(error.message), error.message)
  })

  test('union drops what has no partitions and keeps the order of the rest', async () => {
    const sc = await context()
    const a = sc.parallelize([1, 2], 2)
    const b = sc.parallelize<number>([], 1)
    const c = sc.range(3, 6, 1, 3)
    const all = a.union(b, c, a)
    assert.equal(await all.collect(), [1, 2, 3, 4, 5, 1, 2])
    assert.equal(await all.getNumPartitions(), 8)
  })

  test('repartition deals every record anew, evenly', async () => {
    const sc = await context()
    const parts = await sc.range(0, 100, 1, 3).repartition(7).glom().collect()
    assert.equal(sorted(parts.flat()), sorted(Array.from({ length: 100 }, (_, i) => i)))
    assert.equal(parts.length, 7)
    for (const part of parts) assert.ok(part.length >= 12 && part.length <= 18, `${part.length}`)
  })

  test('coalesce joins neighbours and never makes more partitions', async () => {
    const sc = await context()
    const rdd = sc.range(0, 10, 1, 5)
    assert.equal(await rdd.coalesce(2).glom().collect(), [
      [0, 1, 2, 3],
      [4, 5, 6, 7, 8, 9],
    ])
    assert.equal(await rdd.coalesce(9).getNumPartitions(), 5)
  })

  test('distinct keeps one of each, compared as keys are', async () => {
    const sc = await context()
    const rows = [1, 1, '1', [1, 'a'], [1, 'a'], null, undefined, Number.NaN, Number.NaN, 0, -0, 1n]
    const left = await sc.parallelize(rows, 3).distinct().collect()
    assert.equal(left.length, 8)
    assert.equal(
      left.filter((row) => typeof row === 'object' && row !== null),
      [[1, 'a']],
    )
  })
}
