import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { OutputCommitCoordinator } from '../src/index.js'

const test = suite('OutputCommitCoordinator')
const attempt = (attemptNumber: number, stageAttemptId = 0) => ({
  stageId: 1,
  stageAttemptId,
  partitionId: 0,
  attemptNumber,
})
const error = { kind: 'UnknownReason' } as const

test('the first that asks may commit, and hears so again; others may not', () => {
  const commits = new OutputCommitCoordinator()
  commits.stageStart(1)
  assert.is(commits.canCommit(attempt(1)), true)
  assert.is(commits.canCommit(attempt(1)), true)
  assert.is(commits.canCommit(attempt(0)), false)
  assert.is(commits.canCommit({ ...attempt(0), partitionId: 1 }), true)
})

test('when the one that may commit ends badly another may, but never that one', () => {
  const commits = new OutputCommitCoordinator()
  commits.stageStart(1)
  assert.is(commits.canCommit(attempt(0)), true)
  commits.taskCompleted(attempt(1), error)
  assert.is(commits.canCommit(attempt(2)), false)
  commits.taskCompleted(attempt(0), error)
  assert.is(commits.canCommit(attempt(0)), false)
  assert.is(commits.canCommit(attempt(1)), false)
  assert.is(commits.canCommit(attempt(2)), true)
})

test('a denial is no bad end, and a success keeps its place through a new attempt of the stage', () => {
  const commits = new OutputCommitCoordinator()
  commits.stageStart(1)
  assert.is(commits.canCommit(attempt(0)), true)
  commits.taskCompleted(attempt(0), { kind: 'Success' })
  const denied = { jobId: 0, partitionId: 0, attemptNumber: 1 }
  commits.taskCompleted(attempt(1), { kind: 'TaskCommitDenied', ...denied })
  commits.stageStart(1)
  assert.is(commits.canCommit(attempt(0, 1)), false)
})

test('nobody commits for a stage that has not begun or is over', () => {
  const commits = new OutputCommitCoordinator()
  assert.is(commits.canCommit(attempt(0)), false)
  commits.stageStart(1)
  commits.stageEnd(1)
  assert.is(commits.canCommit(attempt(0)), false)
  assert.is(commits.size, 0)
})

test('never do two attempts hold one partition, whatever happens in whatever order', () => {
  const step = fc.record({ isAsk: fc.boolean(), number: fc.nat(4), stageAttempt: fc.nat(1) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const commits = new OutputCommitCoordinator()
      commits.stageStart(1)
      const holders = new Set<string>()
      for (const { isAsk, number, stageAttempt } of steps) {
        const id = `${stageAttempt}.${number}`
        if (isAsk) {
          if (commits.canCommit(attempt(number, stageAttempt))) holders.add(id)
        } else {
          commits.taskCompleted(attempt(number, stageAttempt), error)
          holders.delete(id)
        }
        assert.ok(holders.size <= 1)
      }
    }),
  )
})

test.run()
