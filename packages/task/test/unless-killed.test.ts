import { SimulatedClock } from '@firesteel/clock'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { unlessKilled } from '../src/slot/unless-killed.js'

const test = suite('task: unlessKilled')

test('what resolves is the answer, and nothing ticks any more', async () => {
  const clock = new SimulatedClock()
  let looks = 0
  const task = { checkKilled: () => void (looks += 1) }
  assert.is(await unlessKilled(task, clock, () => Promise.resolve(7)), 7)
  clock.advance(1_000)
  assert.is(looks, 0)
})

test('a kill ends the wait for what never settles, and tells who works for it', async () => {
  const clock = new SimulatedClock()
  let isKilled = false
  const task = {
    checkKilled: () => {
      if (isKilled) throw new Error('killed')
    },
  }
  let told: unknown
  const waiting = unlessKilled(
    task,
    clock,
    (signal) =>
      new Promise<never>(() => signal.addEventListener('abort', () => (told = signal.reason))),
  )
  clock.advance(500)
  isKilled = true
  clock.advance(100)
  await waiting.then(
    () => assert.unreachable(),
    (error) => assert.is(String(error), 'Error: killed'),
  )
  assert.is(String(told), 'Error: killed')
})

test.run()
