import type { LocalCluster } from '@firesteel/local-cluster'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('large results on a cluster', { timeoutMs: 60_000 })
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(1)
  sc = new SparkContext(
    confFor(cluster, 'large results', 1)
      .set('spark.task.maxDirectResultSize', '10k')
      .set('spark.driver.maxResultSize', '4m'),
  )
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

test('a result that is too large for a message is fetched', async () => {
  let fetched = 0
  const stop = sc.addSparkListener({ onTaskGettingResult: () => void fetched++ })
  const texts = await sc
    .range(0, 4, 1, 4)
    .map((n) => 'x'.repeat(n === 2 ? 10 : 200_000))
    .collect()
  stop()
  assert.equal(
    texts.map((text) => text.length),
    [200_000, 200_000, 10, 200_000],
  )
  assert.is(fetched, 3)
})

test('results that the driver has no room for end the job, whether one or all together are too many', async () => {
  for (const [tasks, length] of [
    [1, 5_000_000],
    [5, 1_000_000],
  ] as const) {
    const failed = await sc
      .range(0, tasks, 1, tasks)
      .map(() => 'x'.repeat(length))
      .collect()
      .then(
        () => 'it ended',
        (error: Error) => error.message,
      )
    assert.match(failed, /is bigger than spark\.driver\.maxResultSize \(4\.0 MiB\)/)
  }
  assert.is(await sc.range(0, 10).count(), 10)
})

test.run()
