import { type OperatorCompliance, failureOf, grouped, holds, sorted } from './tools.js'

/** Operators on several whole datasets. */
export function setCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const value = fc.oneof(
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom('a', 'b'),
    fc.constant(null),
  )
  const values = fc.array(value, { maxLength: 20 })
  const slices = fc.integer({ min: 1, max: 4 })
  const pairs = fc.array(fc.tuple(value, fc.nat(9)), { maxLength: 20 })

  test('intersection has what both have, once; subtract what the other lacks, duplicates too', () =>
    holds(tools, [values, values, slices, slices], async (left, right, n, k) => {
      const sc = await context()
      const [a, b] = [sc.parallelize(left, n), sc.parallelize(right, k)]
      const both = [...new Set(left)].filter((x) => right.includes(x))
      assert.equal(sorted(await a.intersection(b).collect()), sorted(both))
      assert.equal(sorted(await a.intersection(b, 2).collect()), sorted(both))
      const rest = left.filter((x) => !right.includes(x))
      assert.equal(sorted(await a.subtract(b).collect()), sorted(rest))
      assert.equal(await a.subtract(b).getNumPartitions(), n)
      assert.equal(sorted(await a.subtract(b, 3).collect()), sorted(rest))
      assert.equal(await a.subtract(a).collect(), [])
    }))

  test('subtractByKey leaves the pairs whose key the other lacks', () =>
    holds(tools, [pairs, pairs, slices], async (left, right, n) => {
      const sc = await context()
      const [a, b] = [sc.parallelize(left, n), sc.parallelize(right, 2)]
      const others = new Set(right.map(([key]) => key))
      const rest = sorted(left.filter(([key]) => !others.has(key)))
      assert.equal(sorted(await a.subtractByKey(b).collect()), rest)
      const placed = a.partitionBy(3)
      assert.equal(sorted(await placed.subtractByKey(b).collect()), rest)
      assert.equal(await placed.subtractByKey(b).getNumPartitions(), 3)
    }))

  test('cartesian pairs every record with every record, in the order of nested loops', () =>
    holds(tools, [values, values, slices, slices], async (left, right, n, k) => {
      const sc = await context()
      const [a, b] = [sc.parallelize(left, n), sc.parallelize(right, k)]
      const product = a.cartesian(b)
      assert.equal(await product.getNumPartitions(), n * k)
      const model = left.flatMap((x) => right.map((y) => [x, y]))
      assert.equal(sorted(await product.collect()), sorted(model))
      const whole = await sc.parallelize(left, 1).cartesian(sc.parallelize(right, 1)).collect()
      assert.equal(whole, model)
      assert.equal(await a.cartesian(a).count(), left.length ** 2)
    }))

  test('cartesian with a side that is too large to keep is computed all the same', async () => {
    const sc = await context()
    const product = sc.range(0, 3, 1, 1).cartesian(sc.range(0, 70_000, 1, 1))
    assert.equal(await product.count(), 210_000)
    assert.equal(await product.filter(([x, y]) => x === 2 && y === 69_999).collect(), [[2, 69_999]])
  })

  test('zip puts records side by side', () =>
    holds(tools, [values, slices], async (data, n) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const lengths = rdd.map((x) => String(x).length)
      assert.equal(
        await rdd.zip(lengths).collect(),
        data.map((x) => [x, String(x).length]),
      )
      assert.equal(
        await rdd.zip(rdd).take(3),
        data.slice(0, 3).map((x) => [x, x]),
      )
    }))

  test('zip refuses what does not fit: partitions before the job, records in the task', async () => {
    const sc = await context()
    const five = sc.range(0, 5, 1, 2)
    const partitions = await failureOf(five.zip(sc.range(0, 5, 1, 3)).count())
    assert.ok(/zip.*2 and 3/.test(partitions.message), partitions.message)
    for (const other of [sc.range(0, 4, 1, 2), sc.range(0, 6, 1, 2)]) {
      const records = await failureOf(five.zip(other).count())
      assert.ok(/same number of records/.test(records.message), records.message)
    }
  })

  test('zipPartitions hands the partitions of one index to one call', async () => {
    const sc = await context()
    const a = sc.range(0, 4, 1, 2)
    const b = sc.parallelize(['x', 'y', 'z'], 2)
    const c = sc.parallelize([true, false], 2)
    assert.equal(await a.zipPartitions(b, (xs, ys) => [[[...xs], [...ys]]]).collect(), [
      [[0, 1], ['x']],
      [
        [2, 3],
        ['y', 'z'],
      ],
    ])
    assert.equal(
      await a
        .zipPartitions(b, c, (xs, ys, zs) => [[...xs].length + [...ys].length, [...zs]])
        .count(),
      4,
    )
    assert.equal(
      await a
        .zipPartitions(b, c, a, async function* (xs, ys, zs, ws) {
          await Promise.resolve()
          yield [...xs, ...ys, ...zs, ...ws].join('')
        })
        .collect(),
      ['01xtrue01', '23yzfalse23'],
    )
    const placed = a.keyBy((x) => x).partitionBy(2)
    const kept = placed.zipPartitions(placed, (xs) => xs, true)
    assert.equal((await kept.partitioner())?.kind, 'hash')
  })

  test('an async function may read what another one made, directly and beside it', async () => {
    const sc = await context()
    const later = sc.range(0, 4, 1, 2).mapPartitions(async (xs) => [...xs].map((x) => x + 1))
    const twice = later.mapPartitions(async (xs) => [...xs].map((x) => x * 2))
    assert.equal(await later.union(twice).coalesce(1).collect(), [1, 2, 3, 4, 2, 4, 6, 8])
    assert.equal(
      await later
        .zip(twice)
        .map(([x, y]) => y - x)
        .collect(),
      [1, 2, 3, 4],
    )
  })

  test('unique ids are unique, and need no job', async () => {
    const sc = await context()
    assert.equal(await sc.parallelize(['a', 'b', 'c', 'd', 'e'], 2).zipWithUniqueId().collect(), [
      ['a', 0],
      ['b', 2],
      ['c', 1],
      ['d', 3],
      ['e', 5],
    ])
  })

  test('cogroup takes up to four datasets', () =>
    holds(tools, [pairs, pairs, pairs, pairs], async (p, q, r, s) => {
      const sc = await context()
      const all = [p, q, r, s]
      const [a, b, c, d] = all.map((rows, index) => sc.parallelize(rows, index + 1))
      if (a === undefined || b === undefined || c === undefined || d === undefined) return
      const groups = all.map((rows) => grouped(rows))
      const keys = [...new Set(all.flat().map(([key]) => key))]
      const model = (width: number) =>
        sorted(
          keys
            .map(
              (key) =>
                [key, groups.slice(0, width).map((one) => sorted(one.get(key) ?? []))] as const,
            )
            .filter(([, parts]) => parts.some((part) => part.length > 0)),
        )
      const plain = (rows: readonly (readonly [unknown, readonly Iterable<number>[]])[]) =>
        sorted(rows.map(([key, parts]) => [key, parts.map((part) => sorted([...part]))] as const))
      assert.equal(plain(await a.cogroup(b, c).collect()), model(3))
      assert.equal(plain(await a.groupWith(b, c, d, 3).collect()), model(4))
    }))

  test('distinct needs no shuffle where records are partitioned by their keys', async () => {
    const sc = await context()
    const placed = sc
      .parallelize([1, 2, 1, 3, 2, 1], 3)
      .map((x) => [x % 2, x])
      .partitionBy(2)
    const once = placed.distinct()
    assert.equal(((await once.toDebugString()).match(/\+-/g) ?? []).length, 1)
    assert.equal((await once.partitioner())?.kind, 'hash')
    assert.equal(sorted(await once.collect()), [
      [0, 2],
      [1, 1],
      [1, 3],
    ])
    assert.equal(((await placed.distinct(5).toDebugString()).match(/\+-/g) ?? []).length, 2)
    assert.equal(await placed.distinct(5).count(), 3)
  })

  test('the union of thousands of datasets is computed', async () => {
    const sc = await context()
    const parts = Array.from({ length: 2_000 }, (_, i) => sc.parallelize([i], 1))
    const [first, ...others] = parts
    if (first === undefined) return
    const all = first.union(...others)
    assert.equal(await all.getNumPartitions(), 2_000)
    assert.equal(await all.coalesce(3).count(), 2_000)
    assert.equal(await first.concat(first).collect(), [0, 0])
  })

  test('operators on datasets without records or partitions answer with none', async () => {
    const sc = await context()
    const some = sc.range(0, 3, 1, 2)
    for (const none of [
      some.filter(() => false),
      sc
        .range(0, 0)
        .keyBy((x) => x)
        .sortByKey()
        .filterByRange(2, 1)
        .keys(),
    ]) {
      assert.equal(await none.intersection(some).collect(), [])
      assert.equal(await none.subtract(some).collect(), [])
      assert.equal(await some.subtract(none).count(), 3)
      assert.equal(await none.cartesian(some).collect(), [])
      assert.equal(await none.sample(true, 2, 1).collect(), [])
      assert.equal(await none.distinct().collect(), [])
      assert.equal(await none.zip(none).collect(), [])
    }
  })
}
