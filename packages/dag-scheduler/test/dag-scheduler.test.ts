import type { SparkError } from '@firesteel/errors'
import { emptyTaskMetrics, encodeTaskResult } from '@firesteel/task-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Datasets, expectedValues } from './lineage-fixture.js'
import { SimulatedCluster, boom, settled } from './simulated-cluster.js'

const test = suite('dag-scheduler')

/** Asserts that nothing is kept of jobs that are over. */
function assertEmpty(cluster: SimulatedCluster): void {
  for (const [name, size] of Object.entries(cluster.dag.stateSizes())) assert.is(size, 0, name)
  assert.equal(cluster.scheduler.load, { taskSets: 0, attempts: 0, binaries: 0 })
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

const shape = (cluster: SimulatedCluster): string[] =>
  cluster.events.flatMap((event) =>
    event.type === 'stageSubmitted' ? [`${event.stage.stageId}.${event.stage.stageAttemptId}`] : [],
  )

test('a job without a shuffle is one stage with a task for each partition', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor()
  const rdd = data.narrow(data.source(5))
  const job = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  assert.is(cluster.launched.length, 5)
  assertEmpty(cluster)
})

test('only the partitions that were asked for are computed, and answers stand where they were asked', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor()
  const rdd = data.source(6)
  const job = cluster.collect(rdd, [4, 1])
  await cluster.finishAll()
  const all = expectedValues(rdd)
  assert.equal(await job, [all[4], all[1]])
  assert.is(cluster.launched.length, 2)
})

test('a job over no partitions ends at once and still shows its events', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  assert.equal(await cluster.collect(data.source(3), []), [])
  await cluster.bus.drained()
  assert.equal(
    cluster.events.map(({ type }) => type),
    ['jobStart', 'jobEnd'],
  )
})

test('stages run parents first, each once, through a diamond', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(4)
  const shared = data.shuffled(3, data.source(2))
  const rdd = data.shuffled(2, data.narrow(shared), data.narrow(shared), shared)
  const job = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  await cluster.bus.drained()
  assert.equal(shape(cluster), ['0.0', '1.0', '2.0', '3.0', '4.0'])
  assertEmpty(cluster)
})

test('independent stages and jobs submitted together run at the same time', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(8)
  const both = data.shuffled(2, data.source(2), data.source(2))
  const jobs = [cluster.collect(both), cluster.collect(data.source(2))]
  await settled()
  const stages = new Set([...cluster.running.values()].map(({ task }) => task.stageId))
  assert.is(stages.size, 3)
  await cluster.finishAll()
  await Promise.all(jobs)
  assertEmpty(cluster)
})

test('a second job skips stages whose outputs are still there', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(4)
  const rdd = data.shuffled(2, data.source(4))
  const first = cluster.collect(rdd)
  await cluster.finishAll()
  const second = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await second, await first)
  assert.is(cluster.launched.length, 4 + 2 + 2)
  assertEmpty(cluster)
})

test('a dataset that is cached as a whole needs nothing of what is behind it, and tasks go to its slots', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const [one, two] = [cluster.addExecutor(1), cluster.addExecutor(1)]
  const cached = data.cached(data.shuffled(2, data.source(2)))
  const first = cluster.collect(cached)
  await cluster.finishAll()
  await first
  // The shuffle behind it is lost with its files: nobody asks for it.
  for (const id of [one, two]) cluster.executors.get(id)?.files.clear()
  const before = cluster.launched.length
  const rdd = data.narrow(cached)
  const second = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await second, expectedValues(rdd))
  const again = cluster.launched.slice(before)
  assert.is(again.length, 2)
  for (const { partitionId, executorId } of again) {
    const [home] = cluster.directory.locations({
      kind: 'rdd',
      rddId: cached.id,
      partition: partitionId,
    })
    assert.is(executorId, home?.executorId)
  }
})

test('tasks that read a shuffle prefer the host that holds it', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(1, 'near')
  const job = cluster.collect(data.shuffled(2, data.source(1)))
  await settled()
  cluster.addExecutor(4, 'far')
  cluster.addExecutor(2, 'near')
  await settled()
  cluster.finish()
  await settled()
  const executors = new Set(cluster.launched.slice(1).map(({ executorId }) => executorId))
  assert.not(executors.has('1'), 'nobody is sent far')
  await cluster.finishAll()
  await job
})

test("a map output that is not the stage's own ends its job, and no other", async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(2)
  const broken = rejection(cluster.collect(data.shuffled(2, data.source(1))))
  const fine = cluster.collect(data.source(1))
  await settled()
  const [task] = cluster.launched
  const location = { executorId: '0', host: 'host-0', port: 1 }
  const sizes = new Float64Array(99)
  const mapStatus = { shuffleId: 0, mapId: 0, mapIndex: 0, location, sizes }
  const metrics = emptyTaskMetrics()
  const value = new Uint8Array()
  const bytes = encodeTaskResult({ state: 'FINISHED', value, mapStatus, metrics })
  cluster.scheduler.statusUpdate(task?.taskId ?? -1, 'FINISHED', bytes)
  assert.match((await broken).message, /an output that is not its own/)
  await cluster.finishAll()
  assert.is((await fine).length, 1)
})

test('a lineage of a thousand shuffles is planned and run without recursion', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(2)
  let rdd = data.source(1)
  for (let depth = 0; depth < 1_000; depth++) rdd = data.shuffled(1, data.narrow(rdd))
  const job = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  assert.is(cluster.launched.length, 1_001)
  assertEmpty(cluster)
})

test('a task that fails is tried again, and the job gives up at the fourth time with the user in front', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(1)
  const job = cluster.collect(data.source(1))
  const failed = rejection(job)
  for (let attempt = 0; attempt < 4; attempt++) {
    await settled()
    assert.is(cluster.launched.at(-1)?.attemptNumber, attempt)
    cluster.fail()
  }
  await settled()
  const error = (await failed) as SparkError
  assert.is(error.code, 'JOB_FAILED')
  assert.is(
    error.message,
    'TypeError: boom (at app.ts:12:9)\n' +
      'Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure: ' +
      'Lost task 0.3 in stage 0.0 (TID 3) (host-0 executor 0): TypeError: boom (at app.ts:12:9)',
  )
  assert.match(error.stack ?? '', /at parse \(app\.ts:12:9\)\nDriver stacktrace:\n {4}at main/)
  assert.is((error.cause as Error).message, 'boom')
  assertEmpty(cluster)
})

test('after a job failed the next one runs', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster({ maxTaskFailures: 1 })]
  cluster.addExecutor(4)
  const failed = rejection(cluster.collect(data.source(3)))
  await settled()
  cluster.fail(1)
  await failed
  await settled()
  assertEmpty(cluster)
  const rdd = data.source(2)
  const job = cluster.collect(rdd)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
})

test('a closure that cannot travel rejects the job with that very error', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor()
  cluster.unserializable = new Error('Task not serializable: it captures a socket')
  const error = await rejection(cluster.collect(data.shuffled(1, data.source(1))))
  assert.is(error, cluster.unserializable)
  assertEmpty(cluster)
})

test('a binary is built once for each stage attempt, however many tasks it has', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(2)
  cluster.addExecutor(2)
  const job = cluster.collect(data.shuffled(5, data.source(7)))
  await cluster.finishAll()
  await job
  assert.is(cluster.binariesBuilt.length, 2)
})

test('a lost output is made again, after 200 ms, and only what is missing', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const [one] = [cluster.addExecutor(2), cluster.addExecutor(2)]
  const rdd = data.shuffled(2, data.source(4))
  const job = cluster.collect(rdd)
  await settled()
  for (let each = 0; each < 4; each++) {
    cluster.finish()
    await settled()
  }
  const lost = cluster.executors.get(one)?.files.size ?? 0
  cluster.executors.get(one)?.files.clear()
  const before = cluster.launched.length
  await cluster.finishAll()
  assert.is(cluster.launched.length, before)
  await cluster.clock.advanceAsync(199)
  assert.is(cluster.running.size, 0)
  await cluster.clock.advanceAsync(1)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  await cluster.bus.drained()
  assert.equal(shape(cluster), ['0.0', '1.0', '0.1', '1.1'])
  const remade = cluster.launched.slice(before).filter(({ stageId }) => stageId === 0)
  assert.is(remade.length, lost)
  assertEmpty(cluster)
})

test('a stage that cannot read its input four times in a row ends its job', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(2)
  const failed = rejection(cluster.collect(data.shuffled(1, data.source(1))))
  for (let attempt = 0; attempt < 4; attempt++) {
    await settled()
    cluster.finish()
    await settled()
    for (const { files } of cluster.executors.values()) files.clear()
    cluster.finish()
    await cluster.clock.advanceAsync(200)
  }
  const error = await failed
  assert.match(error.message, /^Job aborted due to stage failure: ResultStage 1 \(collect at/)
  assert.match(error.message, /has failed the maximum allowable number of times: 4\. Most recent/)
  assertEmpty(cluster)
})

test('an executor that is lost between the stages takes its outputs along, and they are made again', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const one = cluster.addExecutor(1)
  const rdd = data.shuffled(3, data.source(3))
  const job = cluster.collect(rdd)
  for (let each = 0; each < 4; each++) {
    await settled()
    cluster.finish()
  }
  cluster.loseExecutor(one)
  cluster.addExecutor(1)
  await settled()
  for (let turn = 0; turn < 5; turn++) {
    await cluster.finishAll()
    await cluster.clock.advanceAsync(200)
  }
  assert.equal(await job, expectedValues(rdd))
  assertEmpty(cluster)
})

test('a worker that is gone takes only its own executors along, not those of another on its host', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const [one] = [cluster.addExecutor(2, 'host'), cluster.addExecutor(2, 'host')]
  const rdd = data.shuffled(2, data.source(4))
  const job = cluster.collect(rdd)
  await settled()
  for (let each = 0; each < 4; each++) {
    cluster.finish()
    await settled()
  }
  const lost = cluster.executors.get(one)?.files.size ?? 0
  const before = cluster.launched.length
  const reason = { kind: 'ExecutorProcessLost', message: 'gone', causedByApp: false } as const
  cluster.loseExecutor(one, { ...reason, workerHost: 'host' })
  cluster.scheduler.workerRemoved('worker', 'host', 'gone')
  await cluster.finishAll()
  await cluster.clock.advanceAsync(200)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  const remade = cluster.launched.slice(before).filter(({ stageId }) => stageId === 0)
  assert.is(lost, 2)
  assert.is(remade.length, lost)
  assertEmpty(cluster)
})

test('tasks of a lost executor run again elsewhere, those that had finished a map too', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const one = cluster.addExecutor(1)
  const rdd = data.shuffled(1, data.source(2))
  const job = cluster.collect(rdd)
  await settled()
  cluster.finish()
  await settled()
  cluster.loseExecutor(one)
  cluster.addExecutor(2)
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  await cluster.bus.drained()
  const resubmitted = cluster.events.filter(
    (event) => event.type === 'taskEnd' && event.reason.kind === 'Resubmitted',
  )
  assert.is(resubmitted.length, 1)
  // All within the same attempt.
  assert.equal(shape(cluster), ['0.0', '1.0'])
  assertEmpty(cluster)
})

test('a partition that a superseded attempt still finishes is not computed again', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const one = cluster.addExecutor(2)
  const rdd = data.shuffled(2, data.source(1))
  const job = cluster.collect(rdd)
  await settled()
  cluster.finish()
  await settled()
  const where = { shuffleId: 0, mapId: 0, mapIndex: 0, reduceId: 0, message: 'unreachable' }
  const location = { executorId: one, host: 'host-0', port: 1 }
  cluster.fail(0, { kind: 'FetchFailed', location, ...where })
  await cluster.clock.advanceAsync(200)
  // The map runs again beside what is left of the first attempt, then the reducer that failed.
  cluster.finish(1)
  await settled()
  const running = () => [...cluster.running.values()].map(({ task }) => task.name)
  assert.equal(running(), ['task 1.0 in stage 1.0', 'task 0.0 in stage 1.1'])
  cluster.finish(0)
  await settled()
  assert.equal(running(), ['task 0.0 in stage 1.1'])
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
  assertEmpty(cluster)
})

test('only failures in a row end a stage', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const one = cluster.addExecutor(1)
  const rdd = data.shuffled(1, data.shuffled(1, data.source(1)))
  const job = cluster.collect(rdd)
  const files = () => cluster.executors.get(one)?.files as Map<string, number>
  const step = async (): Promise<void> => {
    await settled()
    cluster.finish()
    await settled()
  }
  /** The first map runs, its file is lost, and the second cannot read it. */
  const failOnce = async (): Promise<void> => {
    await step()
    files().clear()
    await step()
    await cluster.clock.advanceAsync(200)
  }
  for (let attempt = 0; attempt < 3; attempt++) await failOnce()
  await step()
  await step()
  // The second map has succeeded; now both are lost, and it fails once more.
  files().clear()
  await step()
  await cluster.clock.advanceAsync(200)
  await failOnce()
  for (let turn = 0; turn < 4; turn++) await step()
  assert.equal(await job, expectedValues(rdd))
  assertEmpty(cluster)
})

test('the cached partitions of a lost executor are forgotten and computed again', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const one = cluster.addExecutor(2)
  const cached = data.cached(data.source(2))
  const first = cluster.collect(cached)
  await cluster.finishAll()
  await first
  assert.is(cluster.directory.blocks().length, 2)
  cluster.loseExecutor(one)
  await settled()
  assert.is(cluster.directory.blocks().length, 0)
  cluster.addExecutor(1)
  const second = cluster.collect(cached)
  await cluster.finishAll()
  assert.equal(await second, expectedValues(cached))
})

test('cancelling a job ends its tasks; one that shares a stage goes on', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(4)
  const shared = data.shuffled(2, data.source(2))
  const first = rejection(cluster.collect(shared))
  const mapped = data.narrow(shared)
  const other = cluster.collect(mapped)
  await settled()
  cluster.dag.cancelJob(0, 'for a test')
  const error = (await first) as SparkError
  assert.is(error.code, 'JOB_CANCELLED')
  assert.is(error.message, 'Job 0 cancelled for a test')
  await cluster.finishAll()
  assert.equal(await other, expectedValues(mapped))
  assertEmpty(cluster)
})

test('a job tells its id at once, and carries the reason of the signal that ends it', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor()
  const jobIds: number[] = []
  const controls = [new AbortController(), new AbortController()]
  const jobs = controls.map(({ signal }) =>
    rejection(
      cluster.collect(data.source(1), [0], { signal, onJobId: (jobId) => jobIds.push(jobId) }),
    ),
  )
  assert.equal(jobIds, [0, 1])
  await settled()
  assert.is(cluster.running.size, 2)
  controls[0]?.abort('because nobody waits for it')
  controls[1]?.abort(new Error('part of cancelled query 7'))
  const messages = (await Promise.all(jobs)).map(({ message }) => message)
  assert.equal(messages, [
    'Job 0 cancelled because nobody waits for it',
    'Job 1 cancelled part of cancelled query 7',
  ])
  await settled()
  await cluster.finishAll()
  assertEmpty(cluster)
})

test('a tag cancels the jobs that carry it, among others or alone, and no other', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(4)
  const tagged = (tags: string) =>
    cluster.collect(data.source(1), [0], { properties: { 'spark.job.tags': tags } })
  const [one, two] = [rejection(tagged('slow')), rejection(tagged('nightly,slow'))]
  const other = tagged('slower')
  cluster.dag.cancelJobsWithTag('slow')
  assert.is((await one).message, 'Job 0 cancelled part of cancelled job tag slow')
  assert.is((await two).message, 'Job 1 cancelled part of cancelled job tag slow')
  await cluster.finishAll()
  assert.is((await other).length, 1)
  assertEmpty(cluster)
})

test('a group, a stage, a signal and the end of the context each cancel with their own words', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  const aborted = new AbortController()
  const group = cluster.collect(data.source(1), [0], { properties: { 'spark.jobGroup.id': 'g' } })
  const stage = cluster.collect(data.source(1))
  const signal = cluster.collect(data.source(1), [0], { signal: aborted.signal })
  const last = cluster.collect(data.source(1))
  const all = [group, stage, signal, last].map((job) => rejection(job))
  await settled()
  cluster.dag.cancelJobGroup('g')
  cluster.dag.cancelStage(1)
  aborted.abort()
  await settled()
  cluster.dag.stop()
  const late = rejection(cluster.collect(data.source(1)))
  assert.equal(
    (await Promise.all([...all, late])).map(({ message }) => message),
    [
      'Job 0 cancelled part of cancelled job group g',
      'Job 1 cancelled because Stage 1 was cancelled',
      'Job 2 cancelled because its signal was aborted',
      'Job 3 cancelled because SparkContext was shut down',
      'Job 4 cancelled because SparkContext was shut down',
    ],
  )
  assertEmpty(cluster)
})

test('what takes the results may fail without harm to others', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(2)
  const broken = rejection(
    cluster.dag.runJob({
      rdd: data.source(2),
      action: { kind: 'collect' },
      partitions: [0, 1],
      callSite: { short: '', long: '' },
      results: {
        add: () => {
          throw new Error('no room')
        },
        value: () => 0,
      },
    }),
  )
  const empty = rejection(
    cluster.dag.runJob({
      rdd: data.source(1),
      action: { kind: 'collect' },
      partitions: [0],
      callSite: { short: '', long: '' },
      results: {
        add: () => {},
        value: () => {
          throw new RangeError('empty collection')
        },
      },
    }),
  )
  const fine = cluster.collect(data.source(1))
  await cluster.finishAll()
  assert.is(((await broken) as SparkError).code, 'JOB_RESULT_FAILED')
  assert.instance(await empty, RangeError)
  assert.is((await fine).length, 1)
  assertEmpty(cluster)
})

test('killed tasks are tried again and do not count as failures', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster({ maxTaskFailures: 1 })]
  cluster.addExecutor(1)
  const rdd = data.source(1)
  const job = cluster.collect(rdd)
  for (let each = 0; each < 6; each++) {
    await settled()
    cluster.fail(0, { kind: 'TaskKilled', reason: 'preempted' })
  }
  await cluster.finishAll()
  assert.equal(await job, expectedValues(rdd))
})

test('events of a job come in order and every attempt that starts ends', async () => {
  const [data, cluster] = [new Datasets(), new SimulatedCluster()]
  cluster.addExecutor(2)
  const job = cluster.collect(data.shuffled(1, data.source(2)))
  await settled()
  cluster.fail(0, boom('once'))
  await cluster.finishAll()
  await job
  await cluster.bus.drained()
  const types = cluster.events.map(({ type }) => type)
  assert.is(types[0], 'executorAdded')
  assert.is(types[1], 'jobStart')
  assert.is(types.at(-1), 'jobEnd')
  const count = (type: string): number => types.filter((each) => each === type).length
  assert.is(count('taskStart'), 4)
  assert.is(count('taskEnd'), 4)
  assert.is(count('stageSubmitted'), 2)
  assert.is(count('stageCompleted'), 2)
})

test.run()
