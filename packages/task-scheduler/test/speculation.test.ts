import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { emptyTaskMetrics } from '@firesteel/task-messages'
import { type SetFacts, type SpeculationRules, slowTasks } from '../src/speculation/slow-tasks.js'
import { boom, Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler: speculation')

const rules: SpeculationRules = {
  quantile: 0.75,
  multiplier: 1.5,
  minRuntimeMs: 100,
  durationThresholdMs: undefined,
  efficiency: { rateMultiplier: 0.75, longRunFactor: 2 },
}
const facts = (more: Partial<SetFacts>): SetFacts => ({
  numTasks: 4,
  slotsPerExecutor: 2,
  durationsMs: [200, 200, 200],
  recordsPerMs: 0,
  running: [{ index: 3, runMs: 301, records: 0, isDoomed: false }],
  ...more,
})
const running = (runMs: number, records = 0) => [{ index: 3, runMs, records, isDoomed: false }]

test('a task is slow when it takes half as long again as the median, and three quarters are over', () => {
  assert.equal(slowTasks(rules, facts({})), [3])
  assert.equal(slowTasks(rules, facts({ running: running(300) })), [])
  assert.equal(slowTasks(rules, facts({ durationsMs: [200, 200] })), [])
})

test('nothing that runs for less than the minimum is slow', () => {
  assert.equal(slowTasks(rules, facts({ durationsMs: [1, 1, 1], running: running(99) })), [])
  assert.equal(slowTasks(rules, facts({ durationsMs: [1, 1, 1], running: running(101) })), [3])
})

test('a task that gets on as its siblings do is long, not slow, until it takes twice the limit', () => {
  const steady = (runMs: number): number[] =>
    slowTasks(rules, facts({ recordsPerMs: 10, running: running(runMs, runMs * 8) }))
  assert.equal(steady(400), [])
  assert.equal(steady(601), [3])
  const sluggish = facts({ recordsPerMs: 10, running: running(400, 400 * 7) })
  assert.equal(slowTasks(rules, sluggish), [3])
})

test('a set of few tasks has a threshold of its own, if one is set', () => {
  const few = facts({ numTasks: 1, durationsMs: [], running: running(501) })
  assert.equal(slowTasks(rules, few), [])
  assert.equal(slowTasks({ ...rules, durationThresholdMs: 500 }, few), [3])
  const many = facts({ durationsMs: [], running: running(501) })
  assert.equal(slowTasks({ ...rules, durationThresholdMs: 500 }, many), [])
})

/** Four tasks of which three are over after 200 ms; the fourth runs on executor x. */
function stuck(): Rig {
  const rig = new Rig({ speculation: { ...rules, intervalMs: 100 } })
  for (const id of ['x', 'y']) rig.add(id)
  rig.scheduler.submitTasks(taskSet(4))
  rig.offer('x', [0, 1, 2, 3])
  rig.clock.advance(200)
  for (const taskId of [0, 1, 2]) rig.finish(taskId)
  return rig
}

test('a slow task gets a second attempt on another host; the first to succeed wins', () => {
  const rig = stuck()
  rig.clock.advance(300)
  assert.is(rig.events.filter(({ type }) => type === 'speculativeTaskSubmitted').length, 1)
  assert.is(rig.revived.length > 1, true)
  assert.equal(rig.offer('x', [0, 1]), [], 'not where it is slow')
  const [copy] = rig.offer('y')
  assert.equal([copy?.index, copy?.attemptNumber], [3, 1])
  assert.equal(rig.offer('y', [1]), [], 'one copy at a time')
  rig.finish(copy?.taskId ?? -1)
  assert.equal(rig.killed, ['3@x true another attempt succeeded'])
  assert.is(rig.ended.at(-1)?.info.speculative, true)
  rig.fail(3, { kind: 'TaskKilled', reason: 'another attempt succeeded' })
  assert.is(rig.scheduler.load.taskSets, 0)
})

test('what the executors say of records spares a task that merely has more to do', () => {
  const rig = stuck()
  rig.scheduler.progressed([
    { taskId: 3, metrics: { ...emptyTaskMetrics(), recordsRead: 1_000_000 } },
  ])
  rig.clock.advance(200)
  // Its siblings read nothing at all: there is no rate to compare with, and it counts as slow.
  assert.is(rig.events.filter(({ type }) => type === 'speculativeTaskSubmitted').length, 1)
})

test('a second attempt that is not needed any more is not launched', () => {
  const rig = stuck()
  rig.clock.advance(300)
  rig.fail(3, boom)
  const [again] = rig.offer('x')
  assert.equal([again?.index, again?.attemptNumber], [3, 1])
  assert.equal(rig.offer('y'), [])
})

test('a task on an executor that will be gone before it is done is run elsewhere', () => {
  const rig = stuck()
  rig.scheduler.executorLeaves('x', rig.clock.now() + 1)
  rig.clock.advance(100)
  assert.is(rig.offer('y').length, 1)
})

test('with one host only, another executor of it will do', () => {
  const rig = new Rig({ speculation: { ...rules, intervalMs: 100 } })
  for (const id of ['x', 'y']) rig.add(id, 'host')
  rig.scheduler.submitTasks(taskSet(4))
  rig.offer('x', [0, 1, 2, 3], 'host')
  rig.clock.advance(200)
  for (const taskId of [0, 1, 2]) rig.finish(taskId)
  rig.clock.advance(300)
  assert.equal(rig.offer('x', [0], 'host'), [])
  assert.is(rig.offer('y', [0], 'host').length, 1)
})

test.run()
