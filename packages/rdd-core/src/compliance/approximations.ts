import { BoundedDouble } from '../approximate/bounded-double.js'
import { type OperatorCompliance, failureOf, holds, sorted } from './tools.js'

/** Long enough that what is asked for is there: then the answers are exact. */
const LONG = 60_000

/** Actions whose answers may be inexact. */
export function approximationCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 40 })
  const slices = fc.integer({ min: 1, max: 5 })

  test('an approximate answer that came in time is exact and final', () =>
    holds(tools, [numbers, slices], async (data, n) => {
      const sc = await context()
      const rdd = sc.parallelize(data, n)
      const count = await rdd.countApprox(LONG)
      const exact = (mean: number) => new BoundedDouble(mean, 1, mean, mean)
      assert.equal(count.initialValue, exact(data.length))
      assert.equal([count.isInitialValueFinal, await count.finalValue], [true, exact(data.length)])
      const sum = data.reduce((a, b) => a + b, 0)
      assert.ok(Math.abs((await rdd.sumApprox(LONG)).initialValue.mean - sum) < 1e-9)
      const mean = sum / (data.length || 1)
      assert.ok(Math.abs((await rdd.meanApprox(LONG)).initialValue.mean - mean) < 1e-9)
      const counts = (await rdd.countByValueApprox(LONG)).map((all) =>
        [...all].map(([key, { mean: times }]): [number, number] => [key, times]),
      )
      assert.equal(sorted(counts.initialValue), sorted([...(await rdd.countByValue())]))
      const byKey = await rdd.map((x): [number, string] => [x, '']).countByKeyApprox(LONG)
      assert.equal(byKey.initialValue.size, new Set(data).size)
    }))

  test('an approximate answer is shown as Spark shows it', async () => {
    const sc = await context()
    const count = await sc.range(0, 100, 1, 4).countApprox(LONG)
    assert.equal(String(count), '(final: [100.000, 100.000])')
    assert.equal(String(count.initialValue), '[100.000, 100.000]')
  })

  test('an approximate answer needs a time and a confidence that are some', async () => {
    const sc = await context()
    for (const wrong of [sc.range(0, 3).countApprox(-1), sc.range(0, 3).sumApprox(1, 1.5)]) {
      assert.ok((await failureOf(wrong)).message.includes('Approx needs'))
    }
  })

  test('countApproxDistinct is exact for few and near for many', async () => {
    const sc = await context()
    assert.equal(await sc.parallelize(['a', 'b', 'a', 'c'], 3).countApproxDistinct(), 3)
    assert.equal(await sc.parallelize([], 3).countApproxDistinct(), 0)
    for (const size of [1_000, 20_000]) {
      const found = await sc
        .range(0, size * 2, 1, 4)
        .map((x) => `user-${x % size}`)
        .countApproxDistinct(0.02)
      assert.ok(Math.abs(found - size) < size * 0.08, `${found} for ${size}`)
    }
    const dense = await sc.range(0, 5_000, 1, 3).countApproxDistinct(12, 0)
    assert.ok(Math.abs(dense - 5_000) < 400, String(dense))
  })

  test('countApproxDistinct refuses what no sketch can be', async () => {
    const sc = await context()
    for (const wrong of [
      sc.range(0, 3).countApproxDistinct(0.00001),
      sc.range(0, 3).countApproxDistinct(3, 0),
      sc.range(0, 3).countApproxDistinct(12, 11),
    ]) {
      assert.ok((await failureOf(wrong)).message.includes('countApproxDistinct'))
    }
  })

  test('countApproxDistinctByKey counts the different values of each key', async () => {
    const sc = await context()
    const pairs = sc.range(0, 6_000, 1, 4).map((x): [string, number] => {
      const isRare = x % 3 === 0
      return isRare ? ['few', x % 7] : ['many', x]
    })
    const found = new Map(await pairs.countApproxDistinctByKey(0.02).collect())
    assert.equal(found.get('few'), 7)
    assert.ok(Math.abs((found.get('many') ?? 0) - 4_000) < 320, String(found.get('many')))
  })
}
