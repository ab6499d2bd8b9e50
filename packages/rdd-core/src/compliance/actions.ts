import { type OperatorCompliance, failureOf, holds } from './tools.js'

/** Actions and what they do with nothing. */
export function actionCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 30 })
  const slices = fc.integer({ min: 1, max: 5 })

  test('count, reduce, fold, aggregate and sum agree with arrays', () =>
    holds(tools, [numbers, slices], async (data, n) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const sum = data.reduce((a, b) => a + b, 0)
      assert.equal(await rdd.count(), data.length)
      assert.equal(await rdd.sum(), sum)
      assert.equal(await rdd.fold(0, (a, b) => a + b), sum)
      const stats = await rdd.aggregate(
        { sum: 0, n: 0 },
        (all, x) => ({ sum: all.sum + x, n: all.n + 1 }),
        (a, b) => ({ sum: a.sum + b.sum, n: a.n + b.n }),
      )
      assert.equal(stats, { sum, n: data.length })
      if (data.length > 0)
        assert.equal(await rdd.reduce((a, b) => Math.max(a, b)), Math.max(...data))
    }))

  test('fold uses its zero once per partition and once more', async () => {
    const sc = await context()
    assert.equal(await sc.parallelize([1, 2, 3], 4).fold(10, (a, b) => a + b), 56)
  })

  test('take and first look at no more partitions than they need', () =>
    holds(tools, [numbers, slices, fc.nat(40)], async (data, n, limit) => {
      const sc = await context()
      assert.equal(await sc.parallelize(data, n).take(limit), data.slice(0, limit))
    }))

  test('take stops in the middle of what never ends', async () => {
    const sc = await context()
    const rows = await sc
      .parallelize([1], 1)
      .flatMap(function* () {
        for (let x = 0; ; x++) yield x
      })
      .mapPartitions(function* (values) {
        for (const value of values) yield value * 2
      })
      .filter((x) => x % 3 === 0)
      .take(4)
    assert.equal(rows, [0, 6, 12, 18])
  })

  test('countByKey and countByValue count', async () => {
    const sc = await context()
    const rdd = sc.parallelize(['a', 'b', 'a', 'a'], 2)
    assert.equal(
      await rdd.countByValue(),
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
    )
    const keyed = await rdd.map((letter) => [letter, 0]).countByKey()
    assert.equal([keyed.get('a'), keyed.get('b'), keyed.size], [3, 1, 2])
  })

  test('nothing in, nothing out: zero partitions and empty ones', async () => {
    const sc = await context()
    const none = sc.parallelize<number>([], 2)
    const noPartitions = none.union(none).filter(() => true)
    const empty = [none, sc.range(0), noPartitions]
    for (const rdd of empty) {
      assert.equal(await rdd.collect(), [])
      assert.equal(await rdd.count(), 0)
      assert.equal(await rdd.isEmpty(), true)
      assert.equal(await rdd.take(3), [])
      assert.equal(await rdd.sum(), 0)
      assert.equal((await rdd.fold(7, (a, b) => a + b)) >= 7, true)
      assert.equal(
        await rdd
          .map((x) => [x, x])
          .reduceByKey((a, b) => a + b)
          .collect(),
        [],
      )
      assert.equal(
        await rdd
          .map((x) => [x, x])
          .join(rdd.map((x) => [x, x]))
          .collect(),
        [],
      )
      assert.equal(await rdd.distinct().collect(), [])
      const needy = [
        () => rdd.reduce((a, b) => a + b),
        () => rdd.first(),
        () => rdd.min(),
        () => rdd.max(),
      ]
      for (const action of needy) {
        const error = await failureOf(action())
        assert.ok(/empty collection/.test(error.message), error.message)
      }
    }
  })

  test('foreach and foreachPartition run where the records are, and may await', async () => {
    const sc = await context()
    const rdd = sc.parallelize([1, 2, 3], 2)
    assert.equal(await rdd.foreach(() => undefined), undefined)
    const error = await failureOf(
      rdd.foreachPartition(async (values) => {
        const all = [...values]
        await new Promise<void>((resolve) => setImmediate(resolve))
        throw new Error(`saw ${all.length}`)
      }),
    )
    assert.ok(/saw [12]/.test(error.message), error.message)
  })

  test('an error in a closure reaches the caller, and the context goes on', async () => {
    const sc = await context()
    const error = await failureOf(
      sc
        .parallelize([1, 2, 3], 2)
        .map((x) => {
          if (x === 2) throw new RangeError(`two is too much: ${x}`)
          return x
        })
        .collect(),
    )
    assert.ok(/two is too much: 2/.test(error.message), error.message)
    assert.equal(await sc.parallelize([1, 2], 2).count(), 2)
  })

  test('several jobs run at the same time', async () => {
    const sc = await context()
    const rdd = sc.parallelize([3, 1, 2], 3)
    const [a, b, c] = await Promise.all([
      rdd.sortBy((x) => x).collect(),
      rdd
        .map((x) => [x % 2, x])
        .reduceByKey((x, y) => x + y)
        .collectAsMap(),
      rdd.count(),
    ])
    assert.equal(a, [1, 2, 3])
    assert.equal([b.get(0), b.get(1)], [2, 4])
    assert.equal(c, 3)
  })
}
