import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Slots } from '../src/slots.js'

const test = suite('scheduler-backend: slots')

const task = (taskId: number, slot: number, cpus = 1) => ({ taskId, slot, cpus })

test('an attempt takes its slot and gives it back', () => {
  const slots = new Slots(2)
  slots.acquire(task(7, 1))
  assert.equal(slots.free, [0])
  assert.equal(slots.busy, [{ slot: 1, running: 7, waiting: 0 }])
  assert.is(slots.release(7), 1)
  assert.equal(slots.free, [0, 1])
  assert.equal(slots.busy, [])
})

test('what waits in a slot gets it next, and then the slot is free', () => {
  const slots = new Slots(1)
  for (const taskId of [1, 2, 3]) slots.acquire(task(taskId, 0))
  assert.equal(slots.busy, [{ slot: 0, running: 1, waiting: 2 }])
  assert.is(slots.isShort(0), false)
  slots.release(1)
  assert.equal(slots.free, [])
  assert.equal(slots.busy, [{ slot: 0, running: 2, waiting: 1 }])
  assert.is(slots.isShort(0), true)
  slots.release(2)
  slots.release(3)
  assert.equal(slots.free, [0])
})

test('an attempt that is killed while it waits leaves the one that runs its slot', () => {
  const slots = new Slots(1)
  for (const taskId of [1, 2, 3]) slots.acquire(task(taskId, 0))
  assert.is(slots.release(2), 0)
  assert.equal(slots.busy, [{ slot: 0, running: 1, waiting: 1 }])
  assert.equal(slots.free, [])
})

test('an attempt that has no slot gives none back', () => {
  const slots = new Slots(1)
  slots.acquire(task(1, 0))
  slots.release(1)
  assert.is(slots.release(1), undefined)
  assert.equal(slots.free, [0])
})

test('a task of two slots gives both back', () => {
  const slots = new Slots(3)
  slots.acquire(task(1, 1, 2))
  assert.equal(slots.free, [2])
  slots.release(1)
  assert.equal(slots.free, [0, 1, 2])
})

test.run()
