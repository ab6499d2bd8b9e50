import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Datasets, expectedValues } from './lineage-fixture.js'
import { SimulatedCluster, settled } from './simulated-cluster.js'

const test = suite('dag-scheduler: indeterminate stages')

const assertEmpty = (cluster: SimulatedCluster): void => {
  for (const [name, size] of Object.entries(cluster.dag.stateSizes())) assert.is(size, 0, name)
  assert.equal(cluster.scheduler.load, { taskSets: 0, attempts: 0, binaries: 0 })
}

/** How many tasks of a stage's attempt were launched. */
const launchedOf = (cluster: SimulatedCluster, stage: number, attempt: number): number =>
  cluster.launched.filter((task) => task.stageId === stage && task.stageAttemptId === attempt)
    .length

/** source → shuffle → dealt (indeterminate) → shuffle → result; runs until the last stage does. */
async function untilLastStage(finished: number): Promise<{
  readonly cluster: SimulatedCluster
  readonly job: Promise<number[]>
  readonly expected: number[]
}> {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(4)
  cluster.addExecutor(4)
  const rdd = data.shuffled(4, data.dealt(data.shuffled(4, data.source(4))))
  const job = cluster.collect(rdd)
  job.catch(() => {})
  await settled()
  for (let each = 0; each < 8 + finished; each++) {
    cluster.finish()
    await settled()
  }
  assert.is(cluster.running.size, 4 - finished)
  return { cluster, job, expected: expectedValues(rdd) }
}

test('one lost output has all of them made again, and late results of the former are not taken', async () => {
  const { cluster, job, expected } = await untilLastStage(0)
  // Every task of the last stage reads an output of each executor: the first fails, the others are ended.
  for (const executor of cluster.executors.values()) {
    for (const key of executor.files.keys()) if (key.startsWith('1/')) executor.files.delete(key)
    break
  }
  cluster.finish()
  await settled()
  assert.is(cluster.running.size, 0, 'tasks that read former records are ended')
  await cluster.clock.advanceAsync(200)
  await cluster.finishAll()
  assert.equal(await job, expected)
  assert.is(launchedOf(cluster, 1, 1), 4)
  assert.is(launchedOf(cluster, 2, 1), 4)
  assertEmpty(cluster)
})

test('a job that has part of its answer fails rather than mix, and says what to do', async () => {
  const { cluster, job } = await untilLastStage(1)
  for (const executor of cluster.executors.values()) executor.files.clear()
  cluster.finish()
  await cluster.finishAll()
  try {
    await job
    assert.unreachable()
  } catch (error) {
    const { message } = error as Error
    assert.match(message, 'indeterminate output')
    assert.match(message, '1 of its 4 partitions')
    assert.match(message, 'checkpointing the RDD before the repartition')
  }
  await settled()
  assertEmpty(cluster)
})

test('what was made of the former records by a stage that is over is made again too', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const [one] = [cluster.addExecutor(2), cluster.addExecutor(2)]
  const dealt = data.dealt(data.shuffled(4, data.source(4)))
  const first = data.shuffled(4, dealt)
  const rdd = data.shuffled(2, data.narrow(first), first)
  const job = cluster.collect(rdd)
  await settled()
  for (let each = 0; each < 9; each++) {
    cluster.finish()
    await settled()
  }
  cluster.loseExecutor(one)
  cluster.addExecutor(2)
  for (let round = 0; round < 20 && cluster.dag.stateSizes().jobs !== 0; round++) {
    await cluster.finishAll()
    await cluster.clock.advanceAsync(200)
  }
  assert.equal(await job, expectedValues(rdd))
  const attempts = new Set(
    cluster.launched.filter(({ stageId }) => stageId === 1).map((task) => task.stageAttemptId),
  )
  const [last = 0] = [...attempts].sort((a, b) => b - a)
  assert.is(launchedOf(cluster, 1, last), 4, 'never a part of it only')
  assertEmpty(cluster)
})

test.run()
