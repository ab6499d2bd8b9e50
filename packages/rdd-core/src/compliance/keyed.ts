import type * as FastCheck from 'fast-check'
import { type OperatorCompliance, grouped, holds, sorted } from './tools.js'

/** Operators on pairs. */
export function keyedCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const keys: FastCheck.Arbitrary<string | number> = fc.oneof(
    fc.constantFrom('a', 'b', 'a longer key than others', 'ü'),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(1.5, Number.POSITIVE_INFINITY),
  )
  const pairs = fc.array(fc.tuple(keys, fc.integer({ min: -9, max: 9 })), { maxLength: 40 })
  const slices = fc.integer({ min: 1, max: 4 })
  const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const byKey = <V>(rows: readonly (readonly [unknown, V])[]) => sorted(rows)

  test('reduceByKey, foldByKey, aggregateByKey and combineByKey merge all values of a key', () =>
    holds(tools, [pairs, slices, slices], async (data, n, k) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const groups = [...grouped(data)]
      const sums = byKey(groups.map(([key, values]) => [key, total(values)] as const))
      assert.equal(byKey(await rdd.reduceByKey((a, b) => a + b, k).collect()), sums)
      assert.equal(byKey(await rdd.foldByKey(0, (a, b) => a + b).collect()), sums)
      const counted = await rdd
        .aggregateByKey(
          { sum: 0, count: 0 },
          (all, value) => {
            // The zero value belongs to this key alone: it may be changed.
            all.sum += value
            all.count += 1
            return all
          },
          (a, b) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
          k,
        )
        .collect()
      assert.equal(
        byKey(counted),
        byKey(
          groups.map(
            ([key, values]) => [key, { sum: total(values), count: values.length }] as const,
          ),
        ),
      )
      const listed = await rdd
        .combineByKey(
          (value) => [value],
          (list, value) => [...list, value],
          (a, b) => [...a, ...b],
        )
        .mapValues((list) => sortNumbers(list))
        .collect()
      assert.equal(
        byKey(listed),
        byKey(groups.map(([key, values]) => [key, sortNumbers(values)] as const)),
      )
    }))

  test('groupByKey and groupBy put all values together', () =>
    holds(tools, [pairs, slices, slices], async (data, n, k) => {
      const sc = await context()
      const groups = byKey([...grouped(data)].map(([key, all]) => [key, sortNumbers(all)] as const))
      const found = await sc.parallelize(data, n).groupByKey(k).collect()
      assert.equal(byKey(found.map(([key, all]) => [key, sortNumbers([...all])] as const)), groups)
      const parity = await sc
        .parallelize(data, n)
        .groupBy(([, value]) => value % 2 === 0)
        .mapValues((all) => all.length)
        .collectAsMap()
      const even = data.filter(([, value]) => value % 2 === 0).length
      assert.equal(parity.get(true) ?? 0, even)
      assert.equal(parity.get(false) ?? 0, data.length - even)
    }))

  test('joins pair every value with every value of its key', () =>
    holds(tools, [pairs, pairs, slices, slices], async (left, right, n, k) => {
      const sc = await context()
      const [a, b] = [sc.parallelize(left, n), sc.parallelize(right, k)]
      const lefts = grouped(left)
      const rights = grouped(right)
      const model = (keepLeft: boolean, keepRight: boolean) =>
        [...new Set([...lefts.keys(), ...rights.keys()])].flatMap((key) => {
          const missing = (keep: boolean) => (keep ? [undefined] : [])
          const vs = lefts.get(key) ?? missing(keepRight)
          const ws = rights.get(key) ?? missing(keepLeft)
          return vs.flatMap((v) => ws.map((w) => [key, [v, w]] as const))
        })
      assert.equal(byKey(await a.join(b).collect()), byKey(model(false, false)))
      assert.equal(byKey(await a.leftOuterJoin(b).collect()), byKey(model(true, false)))
      assert.equal(byKey(await a.rightOuterJoin(b, 3).collect()), byKey(model(false, true)))
      assert.equal(byKey(await a.fullOuterJoin(b).collect()), byKey(model(true, true)))
    }))

  test('cogroup gives one record per key, with the groups of both sides', async () => {
    const sc = await context()
    const a = sc.parallelize<[string, number]>(
      [
        ['x', 1],
        ['y', 2],
        ['x', 3],
      ],
      2,
    )
    const b = sc.parallelize<[string, string]>(
      [
        ['x', 'p'],
        ['z', 'q'],
      ],
      2,
    )
    const found = sorted(await a.cogroup(b).collect())
    assert.equal(
      found.map(([key, [vs, ws]]) => [key, sortNumbers([...vs]), ws]),
      [
        ['x', [1, 3], ['p']],
        ['y', [2], []],
        ['z', [], ['q']],
      ],
    )
  })

  test('keys are equal by value: tuples, objects, dates and bytes', async () => {
    const sc = await context()
    const data: [unknown, number][] = [
      [[1, 'a'], 1],
      [[1, 'a'], 2],
      [{ x: 1, y: 2 }, 3],
      [{ y: 2, x: 1 }, 4],
      [new Date(7), 5],
      [new Date(7), 6],
      [Uint8Array.of(1, 2), 7],
      [Uint8Array.of(1, 2), 8],
      [Number.NaN, 9],
      [Number.NaN, 10],
      [0, 11],
      [-0, 12],
      [null, 13],
      [null, 14],
    ]
    const sums = await sc
      .parallelize(data, 4)
      .reduceByKey((a, b) => a + b, 3)
      .values()
      .collect()
    assert.equal(sortNumbers(sums), [3, 7, 11, 15, 19, 23, 27])
  })

  test('a key that cannot be one is refused by name', async () => {
    const sc = await context()
    const rdd = sc.parallelize([1, 2], 1).map((x) => [new Map([[x, x]]), x])
    let message = ''
    try {
      await rdd.reduceByKey((a, b) => a + b).collect()
    } catch (error) {
      message = (error as Error).message
    }
    assert.ok(/key/i.test(message) && /Map/.test(message), message)
  })

  test('what is partitioned already is not shuffled again', async () => {
    const sc = await context()
    const pairsOfLetters = sc
      .parallelize(['a', 'b', 'a', 'c'], 3)
      .map((letter) => [letter, 1])
      .reduceByKey((a, b) => a + b, 4)
    const again = pairsOfLetters
      .mapValues((x) => x * 2)
      .filter(() => true)
      .reduceByKey((a, b) => a + b)
    assert.equal(await again.getNumPartitions(), 4)
    assert.equal(((await again.toDebugString()).match(/\+-/g) ?? []).length, 1)
    assert.equal(sorted(await again.collect()), [
      ['a', 4],
      ['b', 2],
      ['c', 2],
    ])
    const joined = pairsOfLetters.join(again)
    assert.equal(((await joined.toDebugString()).match(/\+-/g) ?? []).length, 2)
    assert.equal(sorted(await joined.collect()), [
      ['a', [2, 4]],
      ['b', [1, 2]],
      ['c', [1, 2]],
    ])
    const placedTwice = pairsOfLetters.partitionBy(4).partitionBy(4)
    assert.equal(((await placedTwice.toDebugString()).match(/\+-/g) ?? []).length, 1)
    assert.equal(await placedTwice.count(), 3)
    const both = pairsOfLetters.union(again)
    assert.equal(await both.getNumPartitions(), 4)
    assert.equal((await both.partitioner())?.kind, 'hash')
    assert.equal(await both.count(), 6)
  })
}

const sortNumbers = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
