import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler: results that are fetched')
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a large result is fetched, and only then has its task succeeded', async () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  rig.finishIndirectly(0, 500)
  assert.equal(rig.reasons, [])
  assert.equal(
    rig.events.map(({ type }) => type),
    ['taskGettingResult'],
  )
  await settled()
  assert.equal(rig.reasons, ['0 Success'])
  assert.is(rig.ended[0]?.value?.length, 500)
  assert.is(rig.scheduler.load.taskSets, 0)
})

test('a result that is lost is made again, and that counts', async () => {
  const rig = new Rig({ maxTaskFailures: 2 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  for (const attempt of [0, 1]) {
    const [task] = rig.offer('x')
    rig.finishIndirectly(task?.taskId ?? -1, 500, true)
    await settled()
    assert.is(rig.reasons.length, attempt + 1)
  }
  assert.equal(rig.reasons, ['0 TaskResultLost', '0 TaskResultLost'])
  assert.match(rig.failed[0]?.message ?? '', 'TaskResultLost (result lost from block manager)')
  assert.is(rig.revived.length, 2)
})

test('results beyond spark.driver.maxResultSize are not even fetched', async () => {
  const rig = new Rig({ maxResultSizeBytes: 900 })
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(2))
  rig.offer('x', [0, 1])
  rig.finishIndirectly(0, 500)
  rig.finishIndirectly(1, 500)
  assert.match(
    rig.failed[0]?.message ?? '',
    'Total size of serialized results of 2 tasks (1000 B) is bigger than spark.driver.maxResultSize (900 B)',
  )
  await settled()
  assert.is(rig.scheduler.load.taskSets, 0)
})

test('a task whose executor is lost while its result is fetched runs again, once', async () => {
  const rig = new Rig()
  rig.add('x')
  rig.scheduler.submitTasks(taskSet(1))
  rig.offer('x')
  rig.finishIndirectly(0, 500)
  rig.lose('x')
  await settled()
  assert.equal(rig.reasons, ['0 ExecutorLostFailure'])
  rig.add('y')
  assert.is(rig.offer('y').length, 1)
})

test.run()
