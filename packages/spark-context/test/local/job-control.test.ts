import { SparkConf } from '@firesteel/conf'
import { suite, until } from '@firesteel/testkit'
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

test.run()
