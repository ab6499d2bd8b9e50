import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  TASK_STATES,
  countsTowardFailures,
  isTaskFailed,
  isTaskFinished,
  taskEndReasonText,
  taskTransitions,
} from '../src/index.js'
import type { TaskEndReason } from '../src/index.js'

const test = suite('task-messages: model')

test('finished are FINISHED, FAILED, KILLED and LOST; failed are FAILED and LOST', () => {
  assert.equal(TASK_STATES.filter(isTaskFinished), ['FINISHED', 'FAILED', 'KILLED', 'LOST'])
  assert.equal(TASK_STATES.filter(isTaskFailed), ['FAILED', 'LOST'])
})

test('the first final state holds', () => {
  for (const before of TASK_STATES.filter(isTaskFinished)) {
    for (const news of TASK_STATES) assert.is(taskTransitions[before][news], 'ignore')
  }
})

test('an attempt may end before it is known to run, and never goes back', () => {
  assert.is(taskTransitions.LAUNCHING.FAILED, 'FAILED')
  assert.is(taskTransitions.RUNNING.LAUNCHING, 'reject')
})

const exception: TaskEndReason = {
  kind: 'ExceptionFailure',
  error: { name: 'TypeError', message: 'no' },
  userFrame: 'app.ts:3:4',
}
const fetchFailed: TaskEndReason = {
  kind: 'FetchFailed',
  shuffleId: 1,
  mapId: -1,
  mapIndex: -1,
  reduceId: 0,
  message: 'gone',
}
const lost = (exitCausedByApp: boolean): TaskEndReason => ({
  kind: 'ExecutorLostFailure',
  executorId: '1',
  exitCausedByApp,
  reason: 'exit code 1',
})
const denied: TaskEndReason = {
  kind: 'TaskCommitDenied',
  jobId: 1,
  partitionId: 2,
  attemptNumber: 0,
}

const COUNTS: readonly (readonly [TaskEndReason, boolean])[] = [
  [{ kind: 'Success' }, false],
  [{ kind: 'Resubmitted' }, true],
  [fetchFailed, false],
  [exception, true],
  [{ kind: 'TaskResultLost' }, true],
  [{ kind: 'TaskKilled', reason: 'r' }, false],
  [denied, false],
  [lost(true), true],
  [lost(false), false],
  [{ kind: 'UnknownReason' }, true],
]
for (const [reason, counts] of COUNTS) {
  test(`${taskEndReasonText(reason)} ${counts ? 'counts' : 'does not count'} as a failure of its task`, () => {
    assert.is(countsTowardFailures(reason), counts)
  })
}

test('reasons read as in Spark', () => {
  assert.is(taskEndReasonText({ kind: 'TaskKilled', reason: 'why' }), 'TaskKilled (why)')
  assert.is(
    taskEndReasonText(lost(false)),
    'ExecutorLostFailure (executor 1 exited unrelated to the running tasks) Reason: exit code 1',
  )
  assert.is(taskEndReasonText(exception), 'TypeError: no (at app.ts:3:4)')
  assert.match(taskEndReasonText(fetchFailed), /^FetchFailed\(unknown, shuffleId=1,/)
})

test.run()
