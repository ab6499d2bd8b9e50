import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type TargetState, neededExecutors, planRemovals, planTarget } from '../src/index.js'

const test = suite('dynamic-allocation: plans')

const SETTINGS = {
  minExecutors: 1,
  maxExecutors: 10,
  allocationRatio: 1,
  sustainedBacklogTimeoutMs: 1_000,
}
const IDLE = {
  pending: 0,
  pendingSpeculative: 0,
  running: 0,
  slotsPerExecutor: 1,
  liveExecutors: 0,
}
const stateOf = (changes: Partial<TargetState> = {}): TargetState => ({
  target: 1,
  step: 1,
  addAtMs: 0,
  isInitializing: false,
  ...changes,
})

test('needs the slots of all tasks, rounded up, as far as the ratio goes', () => {
  assert.is(neededExecutors({ ...IDLE, pending: 5, slotsPerExecutor: 2 }, 1), 3)
  assert.is(neededExecutors({ ...IDLE, pending: 8, running: 2 }, 0.5), 5)
  assert.is(neededExecutors(IDLE, 1), 0)
})

test('needs a second executor for the second attempt of a slow task', () => {
  const alone = { ...IDLE, running: 1, pendingSpeculative: 1, slotsPerExecutor: 4 }
  assert.is(neededExecutors(alone, 1), 2)
  assert.is(neededExecutors({ ...alone, pendingSpeculative: 0 }, 1), 1)
})

test('adds one, two, four while the backlog lasts, and one again after a step that was not used', () => {
  const backlog = { ...IDLE, pending: 100 }
  let state = stateOf()
  const targets = [0, 1_000, 2_000, 3_000].map((now) => {
    state = planTarget(state, backlog, { settings: SETTINGS, now })
    return state.target
  })
  assert.equal(targets, [2, 4, 8, 10])
  assert.is(state.step, 1)
})

test('adds nothing before its time', () => {
  const state = stateOf({ addAtMs: 500 })
  assert.is(planTarget(state, { ...IDLE, pending: 9 }, { settings: SETTINGS, now: 499 }), state)
})

test('counts executors that came without being asked for', () => {
  const backlog = { ...IDLE, pending: 100, liveExecutors: 5 }
  assert.is(planTarget(stateOf(), backlog, { settings: SETTINGS, now: 0 }).target, 6)
})

test('wants less at once when there is less to do, but never less than the least', () => {
  const state = stateOf({ target: 8, step: 4 })
  const planned = planTarget(state, { ...IDLE, running: 3 }, { settings: SETTINGS, now: 0 })
  assert.equal([planned.target, planned.step], [3, 1])
  assert.is(planTarget(state, IDLE, { settings: SETTINGS, now: 0 }).target, 1)
})

test('keeps the initial target until something was submitted', () => {
  const state = stateOf({ target: 5, isInitializing: true })
  assert.is(planTarget(state, IDLE, { settings: SETTINGS, now: 0 }).target, 5)
})

test('never leaves the bounds and never asks for more than there is work for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ pending: fc.nat(50), running: fc.nat(50), live: fc.nat(20) })),
      (looks) => {
        let state = stateOf()
        looks.forEach(({ pending, running, live }, index) => {
          const backlog = { ...IDLE, pending, running, liveExecutors: live }
          const before = state.target
          state = planTarget(state, backlog, { settings: SETTINGS, now: index * 1_000 })
          assert.ok(state.target >= 1 && state.target <= 10)
          const needed = neededExecutors(backlog, 1)
          if (state.target > before) assert.ok(state.target <= needed)
        })
      },
    ),
  )
})

test('gives back what is above the target and above the least', () => {
  const idle = ['1', '2', '3']
  assert.equal(planRemovals(idle, { staying: 4, minExecutors: 1, target: 0 }), ['1', '2', '3'])
  assert.equal(planRemovals(idle, { staying: 4, minExecutors: 1, target: 2 }), ['1', '2'])
  assert.equal(planRemovals(idle, { staying: 4, minExecutors: 4, target: 0 }), [])
  assert.equal(planRemovals(idle, { staying: 2, minExecutors: 3, target: 0 }), [])
})

test.run()
