import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor, isRunning } from './a-cluster.js'

const test = suite('jobs on a cluster', { timeoutMs: 60_000 })
const WORKERS = 2
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(WORKERS)
  sc = new SparkContext(confFor(cluster, 'jobs', WORKERS))
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

/** The ids of the processes that run tasks now. */
const executorPids = async (): Promise<number[]> => [
  ...new Set(
    await sc
      .range(0, 100, 1, 20)
      .map(() => process.pid)
      .collect(),
  ),
]

test('count words with a shuffle between two executors', async () => {
  const lines = ['the cat', 'the dog', 'a cat', 'the end']
  const counts = await sc
    .parallelize(lines, 4)
    .flatMap((line) => line.split(' '))
    .map((word): [string, number] => [word, 1])
    .reduceByKey((a, b) => a + b, 3)
    .collect()
  assert.equal(Object.fromEntries(counts), { the: 3, cat: 2, dog: 1, a: 1, end: 1 })
  const pids = await executorPids()
  assert.is(pids.length, WORKERS)
  assert.not.ok(pids.includes(process.pid))
})

test('foreach prints into the stdout files of the executors', async () => {
  await sc.parallelize(['one', 'two', 'three', 'four'], 4).foreach((word) => {
    console.log(`foreach says ${word}`)
  })
  const appId = await sc.applicationId
  const printed = (): string[] =>
    cluster.workers
      .map(({ workDir }) => join(workDir, appId))
      .filter((dir) => existsSync(dir))
      .flatMap((dir) => readdirSync(dir).map((exec) => join(dir, exec, 'stdout')))
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => line.startsWith('foreach says '))
      .sort()
  const said = await until('four lines', () => (printed().length === 4 ? printed() : undefined))
  assert.equal(
    said,
    ['four', 'one', 'three', 'two'].map((word) => `foreach says ${word}`),
  )
})

test('a cached dataset is used by later jobs, and forgotten when it is unpersisted', async () => {
  const cached = sc
    .range(0, 1_000, 1, 4)
    .map((n) => ({ n, at: process.hrtime.bigint() }))
    .cache()
  const first = await cached.collect()
  assert.equal(await cached.collect(), first)
  await cached.unpersist(true)
  assert.is.not(JSON.stringify((await cached.first()).at.toString()), first[0]?.at.toString())
})

test("a task's error names the executor and its host, after four tries", async () => {
  let failure: Error | undefined
  try {
    await sc.parallelize([1], 1).foreach(() => {
      throw new TypeError('broken on purpose')
    })
  } catch (error) {
    failure = error as Error
  }
  assert.match(failure?.message ?? '', /^TypeError: broken on purpose .*jobs\.test\.ts:/)
  assert.match(failure?.message ?? '', /failed 4 times.*executor [01]\)/)
})

test('a job goes on when an executor is killed, and its result is right', async () => {
  const [victim = 0] = await executorPids()
  const running = sc
    .range(0, 40, 1, 40)
    .map((n): [number, number] => {
      const until = Date.now() + 100
      while (Date.now() < until);
      return [n % 5, n]
    })
    .reduceByKey((a, b) => a + b, 4)
    .collect()
  await until('the job runs', () => sc.statusTracker.getActiveStageIds().length > 0)
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(victim, 'SIGKILL')
  const sums = new Map(await running)
  assert.equal(
    [0, 1, 2, 3, 4].map((key) => sums.get(key)),
    [140, 148, 156, 164, 172],
  )
  assert.not.ok(isRunning(victim))
})

test('runaway tasks can be cancelled, and their executors go on', async () => {
  const before = await executorPids()
  sc.setJobGroup('runaway', 'never ends', true)
  const running = sc.range(0, 2, 1, 2).foreach(() => {
    for (;;);
  })
  sc.clearJobGroup()
  const failed = running.then(
    () => 'it ended',
    (error: Error) => error.message,
  )
  const { statusTracker } = sc
  await until('both tasks run', () =>
    statusTracker
      .getJobIdsForGroup('runaway')
      .flatMap((jobId) => statusTracker.getJobInfo(jobId)?.stageIds ?? [])
      .some((stageId) => statusTracker.getStageInfo(stageId)?.activeTasks === 2),
  )
  await sc.cancelJobGroup('runaway')
  assert.match(await failed, 'runaway')
  assert.equal(new Set(await executorPids()), new Set(before))
})

test('a task that fills its heap fails, and its executor goes on', async () => {
  const before = await executorPids()
  const failed = sc
    .parallelize([1], 1)
    .foreach(() => {
      const kept: number[][] = []
      for (;;) kept.push(Array.from<number>({ length: 100_000 }).fill(kept.length + 0.5))
    })
    .then(
      () => 'it ended',
      (error: Error) => error.message,
    )
  assert.match(await failed, 'spark.executor.memory')
  assert.equal(new Set(await executorPids()), new Set(before))
})

test('executors are gone when the context has stopped', async () => {
  const pids = await executorPids()
  await sc.stop()
  await until('no executor runs', () => !pids.some(isRunning))
})

test.run()
