import { type OperatorCompliance, holds } from './tools.js'

/** Sorting. */
export function orderCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const byNumber = (a: number, b: number) => a - b

  test('sortBy gives one global order, up and down', () =>
    holds(
      tools,
      [
        fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
      ],
      async (data, n, k) => {
        const sc = await context()
        const up = [...data].sort(byNumber)
        const rdd = sc.parallelize(data, n)
        assert.equal(await rdd.sortBy((x) => x, true, k).collect(), up)
        assert.equal(await rdd.sortBy((x) => x, false, k).collect(), up.toReversed())
      },
    ))

  test('sortByKey orders strings by code unit and keeps every value', () =>
    holds(tools, [fc.array(fc.tuple(fc.string(), fc.nat(9)), { maxLength: 40 })], async (data) => {
      const sc = await context()
      const found = await sc.parallelize(data, 3).sortByKey().collect()
      const keys = data.map(([key]) => key).sort()
      assert.equal(
        found.map(([key]) => key),
        keys,
      )
      const values = (rows: readonly (readonly [string, number])[]) =>
        rows.map(([, value]) => value).sort(byNumber)
      assert.equal(values(found), values(data))
    }))

  test('a sort spreads over its partitions', async () => {
    const sc = await context()
    const size = 10_000
    const parts = await sc
      .range(0, size, 1, 4)
      .map((x) => (x * 7919) % size)
      .sortBy((x) => x, true, 5)
      .glom()
      .collect()
    assert.equal(parts.length, 5)
    assert.equal(
      parts.flat(),
      Array.from({ length: size }, (_, index) => index),
    )
    for (const part of parts) {
      assert.ok(part.length > size / 10 && part.length < (size * 2) / 5, `${part.length} rows`)
    }
  })

  test('few distinct keys are sorted, too', async () => {
    const sc = await context()
    const rdd = sc.range(0, 100, 1, 3).map((x) => [x % 2, x])
    const found = await rdd.sortByKey(true, 6).keys().collect()
    assert.equal(
      found,
      Array.from({ length: 100 }, (_, index) => (index < 50 ? 0 : 1)),
    )
    assert.equal(
      await sc
        .parallelize<number>([], 3)
        .sortBy((x) => x)
        .collect(),
      [],
    )
  })

  test('top, takeOrdered, min and max look at the order of keys', async () => {
    const sc = await context()
    const rdd = sc.parallelize([5, 3, 9, 1, 7], 3)
    assert.equal(await rdd.takeOrdered(2), [1, 3])
    assert.equal(await rdd.top(3), [9, 7, 5])
    assert.equal(await rdd.top(0), [])
    assert.equal([await rdd.min(), await rdd.max()], [1, 9])
  })
}
