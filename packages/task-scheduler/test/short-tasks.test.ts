import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { ShortTasks } from '../src/short-tasks.js'

const test = suite('task-scheduler: short tasks')

function after(...tookMs: number[]): number {
  const short = new ShortTasks()
  for (const ms of tookMs) short.took(ms)
  return short.mayWait
}

test('nothing waits before a few tasks have said how long they take', () => {
  assert.is(after(), 0)
  assert.is(after(0, 0, 0), 0)
})

test('the shorter tasks are the more may wait', () => {
  assert.is(after(0, 0, 0, 0), 8)
  assert.is(after(1, 1, 1, 1), 2)
  assert.is(after(2, 2, 2, 2), 1)
})

test('nothing waits behind tasks that take long, nor once they begin to', () => {
  assert.is(after(100, 100, 100, 100), 0)
  assert.is(after(0, 0, 0, 0, 0, 100), 0)
})

test('after a failure it takes a few tasks again', () => {
  const short = new ShortTasks()
  for (let task = 0; task < 4; task++) short.took(0)
  short.failed()
  assert.is(short.mayWait, 0)
  for (let task = 0; task < 4; task++) short.took(1)
  assert.is(short.mayWait, 2)
})

test.run()
