import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SparkConf } from '@firesteel/conf'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('job control on local[2]', { timeoutMs: 20_000 })
let sc: SparkContext

test.before(() => {
  sc = new SparkContext(new SparkConf([]).setMaster('local[2]').setAppName('control'))
})
test.after(() => sc.stop())

const rejectionOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

// What the tracker knows is a little behind.
test.before.each(() => until('nothing runs', () => sc.statusTracker.getActiveJobIds().length === 0))

/** A job whose tasks end only when they are killed. */
const endless = (): Promise<number> =>
  sc
    .parallelize([1], 1)
    .flatMap(function* () {
      for (let x = 0; ; x++) yield x
    })
    .count()

const runningTasks = (): number =>
  sc.statusTracker
    .getActiveStageIds()
    .reduce((sum, id) => sum + (sc.statusTracker.getStageInfo(id)?.activeTasks ?? 0), 0)

test('a tag holds for what the function that set it asks for, and cancels that alone', async () => {
  const nightly = (async () => {
    // What an async function does before its first await, it does in its caller's place.
    await Promise.resolve()
    sc.addJobTag('nightly')
    sc.addJobTag('slow')
    await Promise.resolve()
    assert.equal([...sc.getJobTags()], ['nightly', 'slow'])
    sc.removeJobTag('slow')
    return rejectionOf(endless())
  })()
  await until('it runs', () => runningTasks() === 1)
  assert.equal([...sc.getJobTags()], [])
  await sc.cancelJobsWithTag('slow')
  await sc.cancelJobsWithTag('nightly')
  assert.match((await nightly).message, /Job \d+ cancelled part of cancelled job tag nightly/)
  assert.is(await sc.range(0, 10).count(), 10)
})

test('a tag is a text without a comma', () => {
  for (const wrong of ['', 'a,b']) {
    assert.throws(() => sc.addJobTag(wrong), /a job tag is a text/)
  }
})

test('a job is cancelled by its id, with a reason, and its task ends', async () => {
  const job = rejectionOf(endless())
  await until('it runs', () => runningTasks() === 1)
  const [jobId] = sc.statusTracker.getActiveJobIds()
  await sc.cancelJob(jobId ?? -1, 'because the user went home')
  assert.is((await job).message, `Job ${jobId} cancelled because the user went home`)
  // Both slots are free again: a job with two tasks at a time needs them.
  assert.is(await sc.range(0, 10, 1, 2).count(), 10)
})

test('a job is cancelled by a stage of it', async () => {
  const job = rejectionOf(endless())
  await until('it runs', () => runningTasks() === 1)
  const [stageId] = sc.statusTracker.getActiveStageIds()
  await sc.cancelStage(stageId ?? -1)
  assert.match((await job).message, new RegExp(`because Stage ${stageId} was cancelled`))
})

test('an attempt that is killed is tried again, and that is no failure', async () => {
  const attempts: { readonly taskId: number; readonly attemptNumber: number }[] = []
  const forget = sc.addSparkListener({ onTaskStart: ({ task }) => void attempts.push(task) })
  const job = rejectionOf(endless())
  await until('it runs', () => attempts.length === 1)
  assert.is(await sc.killTaskAttempt(attempts[0]?.taskId ?? -1, false, 'to see'), true)
  // In local mode a single failure would end the job.
  await until('it runs again', () => attempts.length === 2)
  assert.is(attempts[1]?.attemptNumber, 1)
  assert.is(await sc.killTaskAttempt(attempts[0]?.taskId ?? -1), false)
  await sc.cancelAllJobs()
  await job
  forget()
})

test('runJob tells of each answer as it comes, and refuses a partition that does not exist', async () => {
  const rdd = sc.range(0, 9, 1, 3)
  const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0)
  const heard: number[] = []
  assert.equal(await sc.runJob(rdd, sum, [2, 0], (index) => heard.push(index)), [21, 3])
  assert.equal(
    heard.sort((a, b) => a - b),
    [0, 1],
  )
  const failure = await rejectionOf(sc.runJob(rdd, sum, [3]))
  assert.is(failure.message, 'there is no partition 3: the dataset has 3')
  assert.equal(await sc.runJob(rdd, sum, []), [])
})

test('a submitted job can be called off, and an approximate one is judged by its own evaluator', async () => {
  const submitted = sc.submitJob(sc.range(0, 9, 1, 3), (values) => [...values].length)
  assert.equal(await submitted, [3, 3, 3])
  assert.is(submitted.jobIds.length, 1)
  let sum = 0
  const evaluator = { merge: (more: number) => void (sum += more), currentResult: () => sum }
  const count = (values: Iterable<number>): number => [...values].length
  const partial = await sc.runApproximateJob(sc.range(0, 9, 1, 3), count, evaluator, 60_000)
  assert.equal([partial.initialValue, partial.isInitialValueFinal], [9, true])
})

test('listeners of the settings hear of everything from the start', async () => {
  await sc.stop()
  const [module, log] = [join(tmpDir(), 'listener.mjs'), join(tmpDir(), 'heard')]
  writeFileSync(
    module,
    `import { appendFileSync } from 'node:fs'
    export default class {
      constructor(conf) { this.name = conf.get('spark.app.name') }
      onApplicationStart() { appendFileSync(${JSON.stringify(log)}, this.name + ' starts ') }
      onJobEnd() { appendFileSync(${JSON.stringify(log)}, 'job ') }
      onApplicationEnd() { appendFileSync(${JSON.stringify(log)}, 'end') }
    }`,
  )
  const conf = () => new SparkConf([]).setMaster('local[2]').setAppName('heard')
  sc = new SparkContext(conf().set('spark.extraListeners', module))
  assert.is(await sc.range(0, 3).count(), 3)
  await sc.stop()
  assert.is(readFileSync(log, 'utf8'), 'heard starts job end')
  sc = new SparkContext(conf().set('spark.extraListeners', './no-such-module.mjs'))
  assert.match(
    (await rejectionOf(sc.ready)).message,
    /spark\.extraListeners names \.\/no-such-module/,
  )
  await sc.stop()
})

test.run()
