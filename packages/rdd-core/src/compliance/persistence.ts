import { StorageLevel } from '@firesteel/storage-level'
import { type OperatorCompliance, failureOf } from './tools.js'

/** Datasets that are kept. */
export function persistenceCompliance(tools: OperatorCompliance): void {
  const { assert, context, test } = tools

  test('a cached dataset gives the same records, cached or not', async () => {
    const sc = await context()
    const rdd = sc
      .range(0, 50, 1, 3)
      .map((x) => [x % 5, x])
      .reduceByKey((a, b) => a + b)
      .cache()
    const once = await rdd.collectAsMap()
    assert.equal(await rdd.collectAsMap(), once)
    assert.equal(await rdd.mapValues((x) => x * 2).count(), 5)
    const both = rdd.union(rdd)
    assert.equal(await both.count(), 10)
    await rdd.unpersist(true)
    assert.equal(await rdd.collectAsMap(), once)
  })

  test('a partition in the middle of a stage is kept, too', async () => {
    const sc = await context()
    const random = sc
      .range(0, 4, 1, 2)
      .map(() => Math.random())
      .cache()
    const first = await random.map((x) => x).collect()
    const second = await random.filter(() => true).collect()
    assert.equal(second, first)
    assert.equal(new Set(first).size, 4)
  })

  test('another storage level than the one there is, is refused', async () => {
    const sc = await context()
    const rdd = sc.parallelize([1]).cache()
    const error = await failureOf(
      Promise.resolve().then(() => rdd.persist(StorageLevel.MEMORY_AND_DISK)),
    )
    assert.ok(/unpersist/.test(error.message), error.message)
  })
}
