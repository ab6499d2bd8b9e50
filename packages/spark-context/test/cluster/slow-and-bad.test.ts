import type { LocalCluster } from '@firesteel/local-cluster'
import { TaskContext } from '@firesteel/rdd-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('slow tasks and bad executors on a cluster', { timeoutMs: 60_000 })
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2)
})
test.after(() => cluster.stop())

test('a second attempt elsewhere rescues a stage whose last task is stuck', async () => {
  await using sc = new SparkContext(
    confFor(cluster, 'speculation', 2)
      .set('spark.speculation', true)
      .set('spark.speculation.minTaskRuntime', '50ms'),
  )
  let second = 0
  sc.addSparkListener({ onSpeculativeTaskSubmitted: () => void second++ })
  const answers = await sc
    .range(0, 8, 1, 8)
    .map((n) => {
      const context = TaskContext.get()
      for (; n === 5 && context?.attemptNumber === 0; );
      return n * 10
    })
    .collect()
  assert.equal(answers, [0, 10, 20, 30, 40, 50, 60, 70])
  assert.is(second, 1)
  assert.equal(await sc.range(0, 4, 1, 4).count(), 4)
})

test('a task that fails on one executor succeeds on the other', async () => {
  await using sc = new SparkContext(
    confFor(cluster, 'exclusion', 2)
      .set('spark.excludeOnFailure.enabled', true)
      // A set that may run on no executor there is, is given up: the other one is waited for.
      .set('spark.scheduler.minRegisteredResourcesRatio', 1)
      .set('spark.excludeOnFailure.task.maxTaskAttemptsPerNode', 3),
  )
  const places = await sc
    .range(0, 6, 1, 6)
    .map(() => {
      const executor = TaskContext.get()?.executorId ?? ''
      if (executor === '0') throw new Error('executor 0 is broken')
      return executor
    })
    .collect()
  assert.equal(new Set(places), new Set(['1']))
})

test.run()
