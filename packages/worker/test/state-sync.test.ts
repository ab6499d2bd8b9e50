import { SimulatedClock } from '@firesteel/clock'
import { silentLogger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { StateSync } from '../src/state-sync.js'

const test = suite('worker: telling the Master')

function aSync(maxAttempts = 5) {
  const clock = new SimulatedClock()
  const told: number[] = []
  const gaveUp: number[] = []
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = []
  const sync = new StateSync<number>({
    tell: (change) => {
      told.push(change)
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }))
    },
    giveUp: (change) => gaveUp.push(change),
    maxAttempts,
    pauseMs: 10,
    clock,
    logger: silentLogger,
  })
  const settle = () => clock.advanceAsync(0)
  return { sync, clock, told, gaveUp, answers, settle }
}

test('tells nothing before there is a Master, then one after the other', async () => {
  const { sync, told, answers, settle } = aSync()
  sync.push(1)
  sync.push(2)
  assert.equal(told, [])
  sync.resume()
  assert.equal(told, [1])
  answers[0]?.resolve()
  await settle()
  assert.equal(told, [1, 2])
  assert.equal(sync.pending, [2])
})

test('failures without a Master are not counted', async () => {
  const { sync, told, gaveUp, answers, settle } = aSync(2)
  sync.push(1)
  for (let lost = 1; lost <= 5; lost++) {
    sync.resume()
    sync.hold()
    answers.at(-1)?.reject(new Error('the connection is gone'))
    await settle()
    assert.is(told.length, lost)
  }
  assert.equal(gaveUp, [])
})

test('gives up after as many attempts in vain as it may make', async () => {
  const { sync, clock, told, gaveUp, answers, settle } = aSync(3)
  sync.resume()
  sync.push(7)
  for (const attempts of [1, 2, 3]) {
    assert.is(told.length, attempts)
    answers.at(-1)?.reject(new Error('no'))
    await settle()
    clock.advance(10)
  }
  assert.is(told.length, 3)
  assert.equal(gaveUp, [7])
})

test('drained resolves when everything is acknowledged', async () => {
  const { sync, answers, settle } = aSync()
  sync.resume()
  sync.push(1)
  let drained = false
  void sync.drained().then(() => (drained = true))
  await settle()
  assert.not.ok(drained)
  answers[0]?.resolve()
  await settle()
  assert.ok(drained)
})

test('whatever happens, changes are told in order, none is skipped, and never two at a time', async () => {
  const step = fc.constantFrom('push', 'ack', 'fail', 'hold', 'resume', 'wait')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { sync, clock, told, answers, settle } = aSync(1_000)
      let pushed = 0
      let acknowledged = 0
      let answered = 0
      for (const each of steps) {
        if (each === 'push') sync.push(pushed++)
        if (each === 'hold') sync.hold()
        if (each === 'resume') sync.resume()
        if (each === 'wait') clock.advance(10)
        if (each === 'ack' && answered < answers.length) {
          answers[answered++]?.resolve()
          acknowledged++
        }
        if (each === 'fail' && answered < answers.length) answers[answered++]?.reject(new Error())
        await settle()
        assert.ok(answers.length - answered <= 1, 'one at a time')
        assert.is(sync.pending.length, pushed - acknowledged)
      }
      assert.equal(
        told.filter((change, at) => change !== told[at - 1]),
        [...new Set(told)].sort((a, b) => a - b),
      )
    }),
    { numRuns: 50 },
  )
})

test.run()
