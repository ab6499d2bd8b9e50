import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { ProcessingTimer } from '../src/gauges.js'
import { Datasets, expectedValues } from './lineage-fixture.js'
import { SimulatedCluster } from './simulated-cluster.js'

const test = suite('dag-scheduler: gauges')

test('says how many jobs and stages there are, and that none is left when all are over', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor()
  const job = cluster.collect(data.shuffled(2, data.source(3)))
  await Promise.resolve()
  const { messageProcessingTime, ...busy } = cluster.dag.gauges()
  assert.equal(busy, {
    'stage.failedStages': 0,
    'stage.runningStages': 1,
    'stage.waitingStages': 1,
    'job.allJobs': 1,
    'job.activeJobs': 1,
  })
  await cluster.finishAll()
  await job
  const idle = cluster.dag.gauges()
  assert.is(idle['stage.runningStages'] + idle['stage.waitingStages'], 0)
  assert.is(idle['job.activeJobs'], 0)
  assert.is(idle['job.allJobs'], 1)
  assert.ok(idle.messageProcessingTime.count > messageProcessingTime.count)
})

test('adds up what events took', () => {
  const timer = new ProcessingTimer()
  for (const ms of [1, 5, 2]) timer.took(ms)
  assert.equal(timer.time, { count: 3, totalMs: 8, maxMs: 5 })
})

test('a stage of 10,000 partitions runs each once, in one event each, and leaves nothing behind', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(64)
  const rdd = data.source(10_000)
  const job = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  assert.is(cluster.launched.length, 10_000)
  const executors = 1
  const { count } = cluster.dag.gauges().messageProcessingTime
  assert.is(count, 10_000 + 1 + executors)
  for (const [name, size] of Object.entries(cluster.dag.stateSizes())) assert.is(size, 0, name)
})

test.run()
