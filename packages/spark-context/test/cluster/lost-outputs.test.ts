import type { LocalCluster } from '@firesteel/local-cluster'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor, isRunning } from './a-cluster.js'

const test = suite('lost map outputs on a cluster', { timeoutMs: 60_000 })
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  // Each executor serves its own files: with the process they are out of reach.
  const conf = confFor(cluster, 'lost outputs', 2).set('spark.shuffle.readHostLocalDisk', false)
  sc = new SparkContext(conf)
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

const executorPids = async (): Promise<number[]> => [
  ...new Set(
    await sc
      .range(0, 100, 1, 20)
      .map(() => process.pid)
      .collect(),
  ),
]
const SUMS = [
  [0, 2_450],
  [1, 2_500],
] as const

test('a job that reads outputs of an executor that was just killed has them made again', async () => {
  const sums = sc
    .range(0, 100, 1, 8)
    .map((n): [number, number] => [n % 2, n])
    .reduceByKey((a, b) => a + b, 4)
  assert.equal(new Map(await sums.collect()), new Map(SUMS))
  const [victim = 0] = await executorPids()
  process.kill(victim, 'SIGKILL')
  // At once, before anybody can have told the driver.
  assert.equal(new Map(await sums.collect()), new Map(SUMS))
  await until('it is gone', () => !isRunning(victim))
})

test('a job whose map side runs when an executor is killed still ends right', async () => {
  const pids = await executorPids()
  const slow = sc
    .range(0, 100, 1, 10)
    .map((n): [number, number] => {
      const until = Date.now() + 20
      while (Date.now() < until);
      return [n % 2, n]
    })
    .reduceByKey((a, b) => a + b, 4)
    .collect()
  const { statusTracker } = sc
  await until('some map tasks are over', () =>
    statusTracker
      .getActiveStageIds()
      .some((stageId) => (statusTracker.getStageInfo(stageId)?.completedTasks ?? 0) > 2),
  )
  process.kill(pids[0] ?? 0, 'SIGKILL')
  assert.equal(new Map(await slow), new Map(SUMS))
})

test.run()
