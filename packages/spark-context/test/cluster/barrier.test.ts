import type { LocalCluster } from '@firesteel/local-cluster'
import { BarrierTaskContext, TaskContext } from '@firesteel/rdd-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('barrier stages on a cluster', { timeoutMs: 60_000 })
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  sc = new SparkContext(
    confFor(cluster, 'barrier', 2)
      .set('spark.scheduler.barrier.maxConcurrentTasksCheck.interval', '1s')
      .set('spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures', 1),
  )
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

const failureOf = (job: Promise<unknown>): Promise<string> =>
  job.then(
    () => 'it ended',
    (error: Error) => error.message,
  )

test('tasks on two executors meet and tell each other what they have', async () => {
  const told = await sc
    .range(0, 10, 1, 2)
    .barrier()
    .mapPartitions(async (rows) => {
      const context = BarrierTaskContext.get()
      const sum = [...rows].reduce((a, b) => a + b, 0)
      const sums = await context.allGather(String(sum))
      await context.barrier()
      const hosts = context.getTaskInfos().map(({ address }) => address)
      return [{ sums, hosts, executor: context.executorId }]
    })
    .collect()
  assert.equal(
    told.map(({ sums }) => sums),
    [
      ['10', '35'],
      ['10', '35'],
    ],
  )
  assert.is(new Set(told.map(({ executor }) => executor)).size, 2)
  assert.equal(told[0]?.hosts, told[1]?.hosts)
  for (const host of told[0]?.hosts ?? []) assert.match(host, /^127\.0\.0\.1:\d+$/)
})

test('a map stage of which one task fails is tried again as a whole', async () => {
  const sums = await sc
    .range(0, 10, 1, 2)
    .barrier()
    .mapPartitions(async (rows) => {
      const context = BarrierTaskContext.get()
      if (context.partitionId === 1 && context.stageAttemptNumber === 0) throw new Error('once')
      await context.barrier()
      return [...rows].map((n): [number, number] => [n % 2, context.stageAttemptNumber])
    })
    .reduceByKey((a, b) => a + b)
    .collect()
  assert.equal(
    new Map(sums),
    new Map([
      [0, 5],
      [1, 5],
    ]),
  )
})

test('a result stage of which one task fails ends its job, with the error of the user', async () => {
  const failed = await failureOf(
    sc
      .range(0, 2, 1, 2)
      .barrier()
      .mapPartitions(async () => {
        const context = BarrierTaskContext.get()
        if (context.partitionId === 0) throw new TypeError('broken on purpose')
        await context.barrier()
        return [1]
      })
      .collect(),
  )
  assert.match(failed, 'broken on purpose')
  assert.match(failed, 'Could not recover from a failed barrier ResultStage')
  assert.is(await sc.range(0, 4, 1, 2).count(), 4)
})

test('what cannot run in step is refused with a reason', async () => {
  const inStep = sc
    .range(0, 4, 1, 2)
    .barrier()
    .mapPartitions((rows) => rows)
  assert.match(await failureOf(inStep.first()), 'does not allow the following pattern of RDD chain')
  const wide = sc
    .range(0, 4, 1, 3)
    .barrier()
    .mapPartitions((rows) => rows)
  assert.match(
    await failureOf(wide.collect()),
    'requires more slots than the total number of slots',
  )
  const outside = await failureOf(
    sc
      .range(0, 1, 1, 1)
      .map(() => BarrierTaskContext.get().slot)
      .collect(),
  )
  assert.match(outside, 'BarrierTaskContext.get() was called outside of a barrier task')
  assert.is(TaskContext.get(), undefined)
})

test.run()
