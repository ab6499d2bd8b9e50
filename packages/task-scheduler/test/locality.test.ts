import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { offerOf, Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler: locality')

test('a task goes to the slot that holds its block', () => {
  const rig = new Rig()
  rig.add('x')
  const prefer = { 1: [{ host: 'host-x', executorId: 'x', slot: 0 }] }
  rig.scheduler.submitTasks(taskSet(2, { prefer }))
  const [task] = rig.offer('x', [0])
  assert.equal([task?.index, task?.slot], [1, 0])
  assert.equal(rig.started, ['0/1@x SLOT_LOCAL'])
})

test('it waits for its slot half a second, and is offered again by itself when that is over', () => {
  const rig = new Rig()
  rig.add('x')
  const prefer = { 0: [{ host: 'host-x', executorId: 'x', slot: 0 }] }
  rig.scheduler.submitTasks(taskSet(1, { prefer }))
  assert.equal(rig.offer('x', [1]), [])
  const before = rig.revived.length
  rig.clock.advance(499)
  assert.is(rig.revived.length, before)
  assert.equal(rig.offer('x', [1]), [])
  rig.clock.advance(1)
  assert.is(rig.revived.length, before + 1)
  assert.is(rig.offer('x', [1])[0]?.slot, 1)
  assert.equal(rig.started, ['0/0@x PROCESS_LOCAL'])
})

test('it waits for its executor, then for its host, then goes anywhere', () => {
  const rig = new Rig()
  for (const id of ['x', 'z']) rig.add(id)
  rig.add('y', 'host-x')
  const prefer = { 0: [{ host: 'host-x', executorId: 'x' }] }
  const both = () => rig.scheduler.resourceOffers([offerOf('y', [0], 'host-x'), offerOf('z', [0])])
  rig.scheduler.submitTasks(taskSet(1, { prefer }))
  assert.equal(both(), [])
  rig.clock.advance(3_000)
  assert.is(both()[0]?.executorId, 'y')
  assert.equal(rig.started, ['0/0@y NODE_LOCAL'])

  rig.scheduler.submitTasks(taskSet(1, { stageId: 1, prefer }))
  const onlyFar = () => rig.offer('z')
  assert.equal(onlyFar(), [])
  rig.clock.advance(3_000)
  assert.equal(onlyFar(), [])
  rig.clock.advance(3_000)
  assert.is(onlyFar().length, 1)
  assert.is(rig.started.at(-1), '1/0@z ANY')
})

test('a preference that nobody can keep is not waited for', () => {
  const rig = new Rig()
  rig.add('z')
  const prefer = { 0: [{ host: 'host-x', executorId: 'x' }] }
  rig.scheduler.submitTasks(taskSet(1, { prefer }))
  assert.is(rig.offer('z').length, 1)
})

test('tasks without a preference do not wait behind those that have one', () => {
  const rig = new Rig()
  for (const id of ['x', 'z']) rig.add(id)
  const prefer = { 0: [{ host: 'host-x', executorId: 'x' }] }
  rig.scheduler.submitTasks(taskSet(2, { prefer }))
  assert.equal(
    rig.offer('z', [0, 1]).map(({ index }) => index),
    [1],
  )
})

test('an executor that comes late makes its set insist on it again', () => {
  const rig = new Rig()
  rig.add('z')
  const prefer = {
    0: [{ host: 'host-x', executorId: 'x' }],
    1: [{ host: 'host-x', executorId: 'x' }],
  }
  rig.scheduler.submitTasks(taskSet(2, { prefer }))
  assert.is(rig.offer('z').length, 1)
  rig.add('x')
  assert.equal(rig.offer('z', [1]), [])
  assert.is(rig.offer('x').length, 1)
})

test('the wait begins again when something was launched near', () => {
  const rig = new Rig()
  for (const id of ['x', 'z']) rig.add(id)
  const here = [{ host: 'host-x', executorId: 'x' }]
  rig.scheduler.submitTasks(taskSet(3, { prefer: { 0: here, 1: here, 2: here } }))
  const all = () => rig.scheduler.resourceOffers([offerOf('x', [0])])
  all()
  rig.clock.advance(2_900)
  all()
  rig.clock.advance(2_900)
  assert.equal(rig.offer('z'), [])
})

test.run()
