import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MissingInputError, taskSchedulerSettingsFrom } from '../src/index.js'
import { SparkConf } from '@firesteel/conf'
import { boom, offerOf, Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler')
const nothingLeft = { taskSets: 0, attempts: 0, binaries: 0 }

test('a set is launched in order, lowest index first, and ends when all its tasks have', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(3))
  assert.is(rig.revived.length, 1)
  const tasks = rig.offer('x', [0, 1, 2, 3])
  assert.equal(
    tasks.map(({ index, slot, taskId }) => [index, slot, taskId]),
    [
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
    ],
  )
  for (const { taskId } of tasks) rig.finish(taskId)
  assert.equal(rig.reasons, ['0 Success', '1 Success', '2 Success'])
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('once tasks of a set are known to be short, others of it wait where they run', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(100))
  for (let taskId = 0; taskId < 4; taskId++) {
    rig.offer('x', [0])
    rig.finish(taskId, undefined, 1)
  }
  const launched = rig.offer('x', [0, 1])
  assert.equal(
    launched.map(({ index, slot }) => `${index}@${slot}`),
    ['4@0', '5@1', '6@0', '7@1', '8@0', '9@1'],
  )
  const busySlots = [
    { slot: 0, running: 4, waiting: 1 },
    { slot: 1, running: 999, waiting: 0 },
  ]
  const more = rig.scheduler.resourceOffers([
    { executorId: 'x', host: 'host-x', freeSlots: [], totalSlots: 2, busySlots },
  ])
  assert.equal(
    more.map(({ index, slot }) => `${index}@${slot}`),
    ['10@0'],
  )
})

test('what waits in a slot and was never begun counts against nobody when its executor is lost', () => {
  const rig = new Rig({ maxTaskFailures: 1 })
  rig.add('x')
  rig.add('y')
  rig.scheduler.submitTasks(taskSet(6))
  for (let taskId = 0; taskId < 4; taskId++) {
    rig.offer('x', [0])
    rig.finish(taskId, undefined, 1)
  }
  rig.offer('x', [0])
  rig.lose('x')
  assert.equal(rig.failed, [])
  assert.equal(
    rig.offer('y', [0, 1]).map(({ index }) => index),
    [5, 4],
  )
})

test('the binary goes along with the first task on each executor only', () => {
  const rig = new Rig()
  for (const id of ['x', 'y']) rig.add(id)
  rig.scheduler.submitTasks(taskSet(4))
  const tasks = rig.scheduler.resourceOffers([offerOf('x', [0, 1]), offerOf('y', [0, 1])])
  const withBinary = tasks.filter(({ binary }) => binary !== undefined)
  assert.equal(withBinary.map(({ executorId }) => executorId).sort(), ['x', 'y'])
  assert.is(rig.scheduler.load.binaries, 2)
})

test('an executor that returns after it was lost gets the binary again', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(2))
  rig.offer('x')
  rig.lose('x', { causedByApp: false } as never)
  rig.add('x')
  assert.equal([...(rig.offer('x')[0]?.binary ?? [])], [9])
})

test('sets are served by job, then by stage, whatever the order they came in', () => {
  const rig = new Rig()
  rig.add('x')
  for (const [priority, stageId] of [
    [1, 5],
    [0, 9],
    [0, 7],
  ] as const) {
    rig.scheduler.submitTasks(taskSet(1, { priority, stageId }))
  }
  const stages = rig.offer('x', [0, 1, 2]).map(({ stageId }) => stageId)
  assert.equal(stages, [7, 9, 5])
})

test('a failed task is tried again with the next attempt number', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.fail(rig.offer('x')[0]?.taskId ?? -1, boom)
  assert.is(rig.revived.length, 2)
  const [again] = rig.offer('x')
  assert.equal([again?.attemptNumber, again?.taskId], [1, 1])
  assert.is(again?.name, 'task 0.1 in stage 0.0')
})

test('the last failure gives the set up, in the words of Spark, with the error of the user', () => {
  const rig = new Rig({ maxTaskFailures: 2 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1, { stageId: 3, stageAttemptId: 1 }))
  for (let attempt = 0; attempt < 2; attempt++) rig.fail(rig.offer('x')[0]?.taskId ?? -1, boom)
  const [failed] = rig.failed
  assert.is(
    failed?.message,
    'Task 0 in stage 3.1 failed 2 times, most recent failure: ' +
      'Lost task 0.1 in stage 3.1 (TID 1) (host-x executor x): RangeError: boom (at app.ts:3:7)',
  )
  assert.is(failed?.cause?.userFrame, 'app.ts:3:7')
  assert.instance(failed?.cause?.error, RangeError)
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('what cannot get better by repetition is not repeated', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  const error = { name: 'NotSerializableError', message: 'a socket', code: 'NOT_SERIALIZABLE' }
  rig.fail(rig.offer('x')[0]?.taskId ?? -1, { kind: 'ExceptionFailure', error })
  assert.is(rig.failed.length, 1)
})

test('kills and lost executors that no task is to blame for do not count', () => {
  const rig = new Rig({ maxTaskFailures: 1 })
  rig.scheduler.submitTasks(taskSet(1))
  for (const id of ['a', 'b']) {
    rig.add(id)
    const [task] = rig.offer(id)
    rig.scheduler.statusUpdate(task?.taskId ?? -1, 'RUNNING', new Uint8Array())
    rig.lose(id, { kind: 'ExecutorKilled' } as never)
  }
  // An attempt that had not begun is not to blame either.
  rig.add('c')
  rig.offer('c')
  rig.lose('c')
  assert.is(rig.failed.length, 0)
  rig.add('d')
  const [last] = rig.offer('d')
  rig.scheduler.statusUpdate(last?.taskId ?? -1, 'RUNNING', new Uint8Array())
  rig.lose('d')
  assert.is(rig.failed.length, 1)
  assert.match(
    rig.failed[0]?.message ?? '',
    /exited caused by one of the running tasks\) Reason: gone/,
  )
})

test('maps that finished on a lost executor run again, results do not', () => {
  for (const isShuffleMap of [true, false]) {
    const rig = new Rig()
    rig.add('x')
    rig.scheduler.submitTasks(taskSet(2, { isShuffleMap }))
    rig.finish(rig.offer('x')[0]?.taskId ?? -1)
    rig.lose('x')
    rig.add('y')
    const again = rig.offer('y', [0, 1]).map(({ index }) => index)
    assert.equal(again, isShuffleMap ? [0, 1] : [1])
    assert.is(rig.reasons.includes('0 Resubmitted'), isShuffleMap)
  }
})

test('a success makes earlier failures of its task forgotten', () => {
  const rig = new Rig({ maxTaskFailures: 2 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(2, { isShuffleMap: true }))
  rig.fail(rig.offer('x')[0]?.taskId ?? -1, boom)
  rig.finish(rig.offer('x')[0]?.taskId ?? -1)
  rig.lose('x')
  rig.add('y')
  rig.fail(rig.offer('y')[0]?.taskId ?? -1, boom)
  assert.equal(rig.failed, [])
})

test('after a fetch failure a set launches nothing, and what still runs is reported', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(3))
  const [first, second] = rig.offer('x', [0, 1])
  const where = { shuffleId: 1, mapId: 2, mapIndex: 3, reduceId: 0, message: 'gone' }
  rig.fail(first?.taskId ?? -1, { kind: 'FetchFailed', ...where })
  assert.equal(rig.offer('x', [0]), [])
  rig.finish(second?.taskId ?? -1)
  assert.equal(rig.reasons, ['0 FetchFailed', '1 Success'])
  assert.equal(rig.failed, [])
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('a task whose input is missing ends as a fetch failure before it is sent', () => {
  const rig = new Rig()
  rig.add('x')
  const set = taskSet(1)
  const message = 'map 3 is nowhere'
  const tasks = set.tasks.map((task) => ({
    ...task,
    bytes: () => {
      throw new MissingInputError({ shuffleId: 4, reduceId: 0, message })
    },
  }))
  rig.scheduler.submitTasks({ ...set, tasks })
  assert.equal(rig.offer('x'), [])
  assert.equal(rig.ended[0]?.reason, {
    kind: 'FetchFailed',
    mapId: -1,
    mapIndex: -1,
    shuffleId: 4,
    reduceId: 0,
    message,
  })
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('a new attempt of a stage makes a zombie of the old one, whose late success spares it the work', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(2))
  const [old] = rig.offer('x')
  rig.scheduler.submitTasks(taskSet(2, { stageAttemptId: 1 }))
  rig.finish(old?.taskId ?? -1)
  rig.scheduler.notifyPartitionCompletion(0, 0)
  const tasks = rig.offer('x', [0, 1])
  assert.equal(
    tasks.map(({ stageAttemptId, partitionId }) => [stageAttemptId, partitionId]),
    [[1, 1]],
  )
})

test('cancelling a stage kills its attempts and launches no more', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(3))
  const [task] = rig.offer('x')
  rig.scheduler.cancelTasks(0, true, 'not needed')
  assert.equal(rig.killed, ['0@x true not needed'])
  assert.equal(rig.offer('x', [1]), [])
  rig.fail(task?.taskId ?? -1, { kind: 'TaskKilled', reason: 'not needed' })
  assert.equal(rig.failed, [])
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('one attempt can be killed, and its task is tried again', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  assert.is(rig.scheduler.killTaskAttempt(0, false, 'by hand'), true)
  assert.is(rig.scheduler.killTaskAttempt(7, false, 'by hand'), false)
  rig.fail(0, { kind: 'TaskKilled', reason: 'by hand' })
  assert.is(rig.offer('x').length, 1)
})

test('results that are too big together give the set up', () => {
  const rig = new Rig({ maxResultSizeBytes: 10 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(2))
  const [a, b] = rig.offer('x', [0, 1])
  rig.finish(a?.taskId ?? -1, new Uint8Array(6))
  rig.finish(b?.taskId ?? -1, new Uint8Array(6))
  assert.is(
    rig.failed[0]?.message,
    'Total size of serialized results of 2 tasks (12 B) is bigger than spark.driver.maxResultSize (10 B)',
  )
})

test('what a map task wrote is not limited by the size of results', () => {
  const rig = new Rig({ maxResultSizeBytes: 10 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1, { isShuffleMap: true }))
  rig.finish(rig.offer('x')[0]?.taskId ?? -1, new Uint8Array(60))
  assert.equal(rig.failed, [])
})

test('a status that cannot be read fails the attempt, and one of an unknown task is ignored', () => {
  const rig = new Rig({ maxTaskFailures: 1 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.scheduler.statusUpdate(99, 'FINISHED', new Uint8Array())
  rig.offer('x')
  rig.scheduler.statusUpdate(0, 'FINISHED', Uint8Array.of(255, 255))
  assert.is(rig.failed.length, 1)
})

test('an attempt that cannot be sent gives its set up with the advice', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(2))
  rig.offer('x')
  rig.scheduler.abortTaskSet(0, 'use broadcast')
  assert.is(rig.failed[0]?.message, 'use broadcast')
  assert.equal(rig.offer('x', [1]), [])
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('a job that waits for its first slot is complained about every 15 s, until it has one', () => {
  const rig = new Rig()
  rig.scheduler.submitTasks(taskSet(1))
  rig.clock.advance(31_000)
  assert.is(rig.warnings.length, 2)
  assert.match(rig.warnings[0] ?? '', /^Initial job has not accepted any resources; check/)
  rig.add('x')
  rig.offer('x')
  rig.clock.advance(60_000)
  assert.is(rig.warnings.length, 2)
  // When the last executor is gone, the complaint is taken up again.
  rig.lose('x')
  const before = rig.warnings.length
  rig.clock.advance(15_000)
  assert.is(rig.warnings.length, before + 1)
})

test('a pending loss leaves the attempts as they are until the reason is known', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  rig.lose('x', { kind: 'LossReasonPending' } as never)
  assert.equal(rig.ended, [])
  rig.finish(0)
  assert.equal(rig.reasons, ['0 Success'])
})

test('an error of the backend gives every set up', () => {
  const rig = new Rig()
  for (const stageId of [0, 1]) rig.scheduler.submitTasks(taskSet(1, { stageId }))
  rig.scheduler.error('the Master removed the application')
  assert.is(rig.failed.length, 2)
  assert.equal(rig.scheduler.load, nothingLeft)
})

test('settings have the defaults of Spark, but for the slot, and finer waits fall back to the common one', () => {
  const settings = taskSchedulerSettingsFrom(new SparkConf({ 'spark.locality.wait': '1s' }))
  assert.is(settings.maxTaskFailures, 4)
  assert.equal(settings.localityWaits, {
    slotMs: 500,
    processMs: 1_000,
    nodeMs: 1_000,
    rackMs: 1_000,
  })
  assert.is(taskSchedulerSettingsFrom(new SparkConf(), { maxTaskFailures: 1 }).maxTaskFailures, 1)
})

test.run()
