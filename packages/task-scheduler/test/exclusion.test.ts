import { SparkConf } from '@firesteel/conf'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { taskSchedulerSettingsFrom } from '../src/index.js'
import type { ExclusionSettings } from '../src/exclusion/conf.js'
import { boom, Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler: exclusion')

const settings = (more: Record<string, string> = {}): ExclusionSettings => {
  const conf = new SparkConf([]).set('spark.excludeOnFailure.enabled', true)
  for (const [name, value] of Object.entries(more))
    conf.set(`spark.excludeOnFailure.${name}`, value)
  return taskSchedulerSettingsFrom(conf).exclusion as ExclusionSettings
}

/** Executors x and y on one host, z on another. */
function rigWith(more: Record<string, string> = {}): Rig {
  const rig = new Rig({ exclusion: settings(more) })
  rig.add('x', 'h')
  rig.add('y', 'h')
  rig.add('z', 'i')
  return rig
}
const offer = (rig: Rig, id: string, slots = [0]) =>
  rig.offer(id, slots, id === 'z' ? 'i' : 'h').map(({ index }) => index)
const types = (rig: Rig): string[] => rig.events.map(({ type }) => type)

test('a task does not return to where it failed, while others go there', () => {
  const rig = rigWith()
  rig.scheduler.submitTasks(taskSet(2))
  assert.equal(offer(rig, 'x'), [0])
  rig.fail(0, boom)
  assert.equal(offer(rig, 'x'), [1])
  assert.equal(offer(rig, 'y'), [0], 'one failure is not the fault of the host')
  rig.fail(2, boom)
  assert.equal(offer(rig, 'y'), [], 'two are')
  assert.equal(offer(rig, 'z'), [0])
})

test('an executor on which two tasks of a stage failed gets no more of it, and then its host', () => {
  const rig = rigWith()
  rig.scheduler.submitTasks(taskSet(9))
  for (const id of ['x', 'y']) {
    for (let each = 0; each < 2; each++) {
      offer(rig, id)
      rig.fail(rig.scheduler.load.attempts === 1 ? rig.started.length - 1 : -1, boom)
    }
  }
  assert.equal(types(rig), [
    'executorExcludedForStage',
    'executorExcludedForStage',
    'nodeExcludedForStage',
  ])
  assert.equal(offer(rig, 'x'), [])
  rig.add('w', 'h')
  assert.equal(rig.offer('w', [0], 'h'), [])
  rig.scheduler.submitTasks(taskSet(1, { stageId: 5, priority: 5 }))
  assert.equal(
    rig.offer('x', [0], 'h').map(({ stageId }) => stageId),
    [5],
  )
})

test('failures of sets that succeeded count against an executor for all stages, until their time is over', () => {
  const rig = rigWith({ killExcludedExecutors: 'true' })
  rig.scheduler.submitTasks(taskSet(2))
  offer(rig, 'x', [0, 1])
  for (const taskId of [0, 1]) rig.fail(taskId, boom)
  offer(rig, 'z', [0, 1])
  assert.not.ok(types(rig).includes('executorExcluded'))
  for (const taskId of [2, 3]) rig.finish(taskId)
  assert.ok(types(rig).includes('executorExcluded'))
  assert.match(rig.endedExecutors[0] ?? '', 'x: executor x is excluded: 2 tasks failed on it')
  rig.scheduler.submitTasks(taskSet(1, { stageId: 1 }))
  assert.equal(offer(rig, 'x'), [])
  rig.clock.advance(3_600_000)
  assert.equal(offer(rig, 'x'), [0])
  assert.ok(types(rig).includes('executorUnexcluded'))
})

test('an executor whose outputs cannot be fetched is excluded at once, if that is wanted', () => {
  const rig = rigWith({ 'application.fetchFailure.enabled': 'true' })
  rig.scheduler.submitTasks(taskSet(1))
  offer(rig, 'z')
  rig.fail(0, {
    kind: 'FetchFailed',
    location: { executorId: 'x', host: 'h', port: 1 },
    shuffleId: 0,
    mapId: 0,
    mapIndex: 0,
    reduceId: 0,
    message: 'gone',
  })
  rig.scheduler.submitTasks(taskSet(1, { stageId: 1 }))
  assert.equal(offer(rig, 'x'), [])
  assert.equal(offer(rig, 'y'), [0])
})

test('a stage that may run nowhere is given up at once, with its last failure, when no other executor can come', () => {
  const rig = new Rig({ exclusion: settings() })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  rig.scheduler.submitTasks(taskSet(1, { stageId: 1, priority: 1 }))
  rig.offer('x', [1])
  rig.fail(0, boom)
  rig.offer('x', [0])
  const { message = '' } = rig.failed[0] ?? {}
  assert.match(message, 'Aborting TaskSet_0.0 because task 0 (partition 0) cannot run anywhere')
  assert.match(message, 'RangeError: boom (at app.ts:3:7)')
})

test('when an idle executor can make room for another the stage waits, and not for ever', () => {
  const rig = new Rig({ exclusion: settings() })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  rig.fail(0, boom)
  rig.offer('x')
  assert.is(rig.endedExecutors.length, 1)
  assert.equal(rig.failed, [])
  assert.ok(types(rig).includes('unschedulableTaskSetAdded'))
  rig.clock.advance(119_999)
  assert.equal(rig.failed, [])
  rig.clock.advance(1)
  assert.is(rig.failed.length, 1)
})

test('when the other executor comes in time all is well', () => {
  const rig = new Rig({ exclusion: settings() })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  rig.fail(0, boom)
  rig.offer('x')
  rig.add('y')
  const [task] = rig.offer('y')
  rig.clock.advance(200_000)
  rig.finish(task?.taskId ?? -1)
  assert.equal(rig.failed, [])
  assert.ok(types(rig).includes('unschedulableTaskSetRemoved'))
})

test('settings that contradict each other are refused', () => {
  assert.throws(() => settings({ timeout: '0' }), /timeout was 0, but must be > 0/)
  assert.throws(
    () => settings({ 'task.maxTaskAttemptsPerNode': '4' }),
    /maxTaskAttemptsPerNode \(4\) must be less than spark.task.maxFailures \(4\)/,
  )
})

test.run()
