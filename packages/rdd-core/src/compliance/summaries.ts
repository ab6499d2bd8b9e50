import { StatCounter } from '../stat-counter.js'
import { type OperatorCompliance, failureOf, holds, sorted } from './tools.js'

/** Actions that make one answer of many records. */
export function summaryCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 40 })
  const slices = fc.integer({ min: 1, max: 12 })
  const near = (a: number, b: number): boolean =>
    a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) < 1e-6

  test('treeAggregate and treeReduce agree with arrays, however deep', () =>
    holds(tools, [numbers, slices, fc.integer({ min: 1, max: 5 })], async (data, n, depth) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const sum = data.reduce((a, b) => a + b, 0)
      const [add, merge] = [
        (all: number[], x: number) => [...all, x],
        (a: number[], b: number[]) => a.concat(b),
      ]
      assert.equal(sorted(await rdd.treeAggregate([] as number[], add, merge, depth)), sorted(data))
      if (data.length > 0) {
        assert.equal(await rdd.treeReduce((a, b) => a + b, depth), sum)
      } else {
        const failure = await failureOf(rdd.treeReduce((a, b) => a + b, depth))
        assert.equal(failure.code, 'RDD_EMPTY')
      }
    }))

  test('treeAggregate counts a zero that is not neutral as often as Spark does', async () => {
    const sc = await context()
    const add = (a: number, b: number) => a + b
    for (const [slices, zeros] of [
      [4, 9],
      [10, 23],
      [100, 211],
    ] as const) {
      assert.equal(await sc.range(0, 100, 1, slices).treeAggregate(1, add, add), 4950 + zeros)
    }
  })

  test('treeAggregate of no partitions is its zero, and a depth of 0 is none', async () => {
    const sc = await context()
    const none = sc.parallelize<number>([], 1).filter(() => false)
    assert.equal(
      await none.treeAggregate(
        { n: 0 },
        (all) => all,
        (all) => all,
      ),
      { n: 0 },
    )
    const failure = await failureOf(none.treeReduce((a) => a, 0))
    assert.ok(failure.message.includes('depth'), failure.message)
  })

  test('takeOrdered, top, min and max go by a key or by a comparison', () =>
    holds(tools, [numbers, slices, fc.nat(12)], async (data, n, limit) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const last = (x: number): number => Math.abs(x % 10)
      const sizes = (rows: number[]): number[] => rows.map(last)
      const ascending = [...data].sort((a, b) => last(a) - last(b))
      assert.equal(
        sizes(await rdd.takeOrdered(limit, { key: (x) => Math.abs(x % 10) })),
        sizes(ascending.slice(0, limit)),
      )
      const byOrder = await rdd.top(limit, (a, b) => Math.abs(a % 10) - Math.abs(b % 10))
      assert.equal(sizes(byOrder), sizes(ascending.reverse().slice(0, limit)))
      if (data.length === 0) return
      assert.equal(last(await rdd.max({ key: (x) => Math.abs(x % 10) })), Math.max(...sizes(data)))
      assert.equal(await rdd.min((a, b) => b - a), Math.max(...data))
    }))

  test('stats agree with the definitions, of no and of one number too', () =>
    holds(tools, [numbers, slices], async (data, n) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const stats = await rdd.stats()
      const mean = data.reduce((a, b) => a + b, 0) / (data.length || 1)
      const squares = data.reduce((all, x) => all + (x - mean) ** 2, 0)
      assert.equal(stats.count, data.length)
      assert.ok(near(stats.mean, mean))
      assert.ok(near(stats.variance, squares / data.length))
      assert.ok(
        near(stats.sampleVariance, data.length < 2 ? Number.NaN : squares / (data.length - 1)),
      )
      assert.equal([stats.min, stats.max], [Math.min(...data), Math.max(...data)])
      assert.ok(near(await rdd.mean(), mean))
      assert.ok(near(await rdd.stdev(), Math.sqrt(squares / data.length)))
      const together = new StatCounter(data.slice(0, 3)).merge(new StatCounter(data.slice(3)))
      assert.ok(near(together.variance, stats.variance) && together.count === stats.count)
    }))

  test('histogram counts what lies in each bucket, the last one with its end', () =>
    holds(tools, [numbers, slices, fc.integer({ min: 1, max: 6 })], async (data, n, count) => {
      const sc = await context()
      const rdd = sc.parallelize([...data, -120, 120, Number.NaN], n)
      const borders = [-100, -50, 0, 10, 100]
      const naive = borders.slice(1).map((end, i) => {
        const isLast = i === borders.length - 2
        return data.filter((x) => x >= (borders[i] as number) && (x < end || (isLast && x === end)))
          .length
      })
      assert.equal(await rdd.histogram(borders), naive)
      if (data.length === 0) return
      const [buckets, counts] = await sc.parallelize(data, n).histogram(count)
      assert.equal(
        counts.reduce((a, b) => a + b, 0),
        data.length,
      )
      assert.equal([buckets[0], buckets.at(-1)], [Math.min(...data), Math.max(...data)])
      assert.equal(
        await sc.parallelize(data, n).histogram([-99, 0, 99], true),
        await sc.parallelize(data, n).histogram([-99, 0, 99]),
      )
    }))

  test('a histogram of nothing, or of what is infinite, says so', async () => {
    const sc = await context()
    for (const data of [[], [1, Number.POSITIVE_INFINITY], [1, Number.NaN]]) {
      const failure = await failureOf(sc.parallelize(data, 2).histogram(3))
      assert.equal(failure.code, 'RDD_HISTOGRAM_RANGE')
    }
    assert.equal(await sc.parallelize([7, 7], 2).histogram(4), [[7, 7], [2]])
  })

  test('an action that needs a record fails of none', async () => {
    const sc = await context()
    const none = sc.parallelize<number>([], 2)
    const asked = [
      () => none.first(),
      () => none.min(),
      () => none.max(),
      () => none.reduce((a) => a),
      () => none.treeReduce((a) => a),
    ]
    for (const ask of asked) assert.equal((await failureOf(ask())).code, 'RDD_EMPTY')
  })
}
