import { type OperatorCompliance, failureOf, grouped, holds, sorted } from './tools.js'

/** Actions that look at some records only, or at one partition after the other. */
export function partialActionCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 40 })
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer()), { maxLength: 40 })
  const slices = fc.integer({ min: 1, max: 5 })

  test('takeSample without replacement gives distinct places, and all of them when it can', () =>
    holds(tools, [slices, fc.nat(60), fc.integer()], async (n, size, seed) => {
      const sc = await context()
      const rows = await sc.range(0, 40, 1, n).takeSample(false, size, seed)
      assert.equal(rows.length, Math.min(size, 40))
      assert.equal(new Set(rows).size, rows.length)
      assert.ok(rows.every((x) => x >= 0 && x < 40))
    }))

  test('takeSample with replacement gives as many as asked, the same for the same seed', () =>
    holds(tools, [slices, fc.nat(60), fc.integer()], async (n, size, seed) => {
      const sc = await context()
      const rdd = sc.range(0, 10, 1, n)
      const rows = await rdd.takeSample(true, size, seed)
      assert.equal(rows.length, size)
      assert.ok(rows.every((x) => x >= 0 && x < 10))
      assert.equal(await rdd.takeSample(true, size, seed), rows)
    }))

  test('takeSample is fair', async () => {
    const sc = await context()
    const seen = Array.from({ length: 10 }, () => 0)
    const rdd = sc.range(0, 10, 1, 3)
    for (let seed = 0; seed < 60; seed++) {
      for (const x of await rdd.takeSample(seed % 2 === 0, 5, seed)) seen[x] = (seen[x] ?? 0) + 1
    }
    // 30 each are expected; the seeds are fixed, so this cannot fail now and then.
    assert.ok(
      seen.every((times) => times > 12 && times < 50),
      JSON.stringify(seen),
    )
  })

  test('takeSample of nothing is nothing, and less than nothing is refused', async () => {
    const sc = await context()
    assert.equal(await sc.parallelize([], 2).takeSample(true, 5, 1), [])
    assert.equal(await sc.range(0, 9).takeSample(false, 0, 1), [])
    const failure = await failureOf(sc.range(0, 9).takeSample(false, -1, 1))
    assert.ok(failure.message.includes('takeSample'), failure.message)
  })

  test('lookup finds the values of a key, partitioned or not', () =>
    holds(tools, [pairs, slices, fc.integer({ min: 0, max: 10 })], async (data, n, key) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const wanted = grouped(data).get(key) ?? []
      assert.equal(await rdd.lookup(key), wanted)
      assert.equal(sorted(await rdd.partitionBy(n).lookup(key)), sorted(wanted))
      assert.equal(sorted(await rdd.sortByKey(true, n).lookup(key)), sorted(wanted))
    }))

  test('reduceByKeyLocally merges without a shuffle', () =>
    holds(tools, [pairs, slices], async (data, n) => {
      const sc = await context()
      const found = await sc.parallelize(data, n).reduceByKeyLocally((a, b) => Math.max(a, b))
      const wanted = [...grouped(data)].map(([key, all]) => [key, Math.max(...all)])
      assert.equal(sorted([...found]), sorted(wanted))
    }))

  test('compound keys of one value are one key in every local answer', async () => {
    const sc = await context()
    const rows: [[number, string], number][] = [
      [[1, 'a'], 1],
      [[1, 'b'], 2],
      [[1, 'a'], 4],
    ]
    const rdd = sc.parallelize(rows, 3)
    assert.equal(await rdd.lookup([1, 'a']), [1, 4])
    assert.equal(sorted([...(await rdd.reduceByKeyLocally((a, b) => a + b)).values()]), [2, 5])
  })

  test('toLocalIterator gives every record in order, prefetched or not', () =>
    holds(tools, [numbers, slices, fc.boolean()], async (data, n, prefetch) => {
      const sc = await context()
      const rows: number[] = []
      for await (const row of sc.parallelize(data, n).toLocalIterator(prefetch)) rows.push(row)
      assert.equal(rows, data)
    }))

  test('toLocalIterator may be left early', async () => {
    const sc = await context()
    const rows: number[] = []
    for await (const row of sc.range(0, 100, 1, 4).toLocalIterator(true)) {
      rows.push(row)
      if (rows.length === 3) break
    }
    assert.equal(rows, [0, 1, 2])
  })

  test('asynchronous actions answer as the others do, and tell their jobs', async () => {
    const sc = await context()
    const rdd = sc.range(0, 20, 1, 4)
    assert.equal(await rdd.countAsync(), 20)
    assert.equal(await rdd.takeAsync(7), [0, 1, 2, 3, 4, 5, 6])
    await rdd.foreachAsync(() => undefined)
    await rdd.foreachPartitionAsync(async () => undefined)
    const all = rdd.collectAsync()
    assert.equal((await all).length, 20)
    assert.equal([all.isCompleted, all.isCancelled], [true, false])
  })
}
