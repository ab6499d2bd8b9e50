import { suite } from '@firesteel/testkit'
import { emptyTaskMetrics } from '@firesteel/task-messages'
import * as assert from 'uvu/assert'
import { skewText } from '../src/suspicious-tasks.js'
import { Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler: tasks worth a word')

test('a task that takes ten times as long as its siblings is said to, with what it read', () => {
  const metrics = { ...emptyTaskMetrics(), shuffleReadRecords: 9_000, shuffleReadLocalBytes: 4_096 }
  const task = { stage: '3.0', index: 7, partitionId: 7, tookMs: 2_000, metrics }
  const text = skewText(task, [200, 190, 210]) ?? ''
  assert.match(text, 'task 7 of stage 3.0 (partition 7) took 2000 ms')
  assert.match(text, 'the median of the 3 others that are over is 200 ms')
  assert.match(text, 'it read 9000 records (4.0 KiB)')
  assert.is(skewText({ ...task, tookMs: 1_999 }, [200, 190, 210]), undefined)
  assert.is(skewText({ ...task, tookMs: 999 }, [1, 1, 1]), undefined, 'too short to matter')
  assert.is(skewText(task, [200, 190]), undefined, 'too few to compare with')
})

test('skew is said once for a set', () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(6))
  rig.offer('x', [0, 1, 2, 3, 4, 5])
  rig.clock.advance(100)
  for (const taskId of [0, 1, 2, 3]) rig.finish(taskId)
  rig.clock.advance(5_000)
  for (const taskId of [4, 5]) rig.finish(taskId)
  assert.is(rig.warnings.filter((text) => text.includes('took 5100 ms')).length, 1)
})

test('a task that runs wherever executors end is named, in the log and when its job is given up', () => {
  const rig = new Rig({ maxTaskFailures: 3 })
  rig.scheduler.submitTasks(taskSet(2))
  for (const id of ['x', 'y', 'z']) {
    rig.add(id)
    const [task] = rig.offer(id)
    rig.scheduler.statusUpdate(task?.taskId ?? -1, 'RUNNING', new Uint8Array())
    rig.lose(id)
  }
  const suspicion = 'task 0 was running on 2 executors when they ended (x, y)'
  assert.ok(rig.warnings.some((text) => text.startsWith(suspicion)))
  assert.match(rig.failed[0]?.message ?? '', 'on 3 executors when they ended (x, y, z)')
})

test('who waits for a first slot hears what was asked for and what there is', () => {
  const rig = new Rig({ cpusPerTask: 9 })
  rig.scheduler.submitTasks(taskSet(2))
  rig.clock.advance(15_000)
  assert.match(
    rig.warnings[0] ?? '',
    /Initial job has not accepted any resources;.*Asked for: 2 tasks of 9 core\(s\) each, in pool\(s\) default\. Offered: nothing, no executor has registered/,
  )
  rig.add('x')
  rig.clock.advance(15_000)
  assert.match(
    rig.warnings[1] ?? '',
    'Offered: 1 executor(s) with 8 core(s), 0 of them excluded; the largest executor has 8 core(s), one task needs 9 (spark.task.cpus)',
  )
})

test.run()
