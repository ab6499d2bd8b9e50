import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  DeadlineExceededError,
  SimulatedClock,
  SystemClock,
  backoff,
  sleep,
  withDeadline,
} from '../src/index.js'

const test = suite('clock')

test('timers of a simulated clock fire in the order of their due times', () => {
  const clock = new SimulatedClock()
  const fired: string[] = []
  clock.after(20, () => fired.push(`b@${clock.now()}`))
  clock.after(10, () => {
    fired.push(`a@${clock.now()}`)
    clock.after(5, () => fired.push(`nested@${clock.now()}`))
  })
  clock.after(10, () => fired.push('a2'))
  clock.advance(19)
  assert.equal(fired, ['a@10', 'a2', 'nested@15'])
  clock.advance(1)
  assert.is(fired.at(-1), 'b@20')
})

test('a repeated timer goes on until it is cancelled, from inside its action too', () => {
  const clock = new SimulatedClock()
  let ticks = 0
  const cancel = clock.every(
    10,
    () => {
      if (++ticks === 3) cancel()
    },
    0,
  )
  clock.advance(100)
  assert.is(ticks, 3)
  assert.is(clock.pending, 0)
})

test('a deadline rejects when the promise is late and leaves no timer when it is not', async () => {
  const clock = new SimulatedClock()
  const late = withDeadline(clock, 100, 'an answer', new Promise(() => {}))
  clock.advance(100)
  await late.then(
    () => assert.unreachable(),
    (error) => assert.instance(error, DeadlineExceededError),
  )
  assert.is(await withDeadline(clock, 100, 'an answer', Promise.resolve(7)), 7)
  await clock.advanceAsync(0)
  assert.is(clock.pending, 0)
})

test('sleepers wake while an asynchronous advance goes on', async () => {
  const clock = new SimulatedClock()
  let woken = 0
  void (async () => {
    for (;;) {
      await sleep(clock, 10)
      woken++
    }
  })()
  await clock.advanceAsync(35)
  assert.is(woken, 3)
})

test('back-off grows to its maximum, jitter draws a part of it', () => {
  const plain = backoff({ firstMs: 10, maxMs: 50 })
  assert.equal(
    [1, 2, 3, 4, 5].map(() => plain.next().value),
    [10, 20, 40, 50, 50],
  )
  const jittered = backoff({ firstMs: 100, maxMs: 100, jitter: 0.5, random: () => 0 })
  assert.is(jittered.next().value, 50)
})

test('the system clock cancels and repeats', async () => {
  const clock = new SystemClock()
  clock.after(0, () => assert.unreachable())()
  await new Promise<void>((resolve) => {
    const cancel = clock.every(
      1,
      () => {
        cancel()
        resolve()
      },
      0,
    )
  })
})

test.run()
