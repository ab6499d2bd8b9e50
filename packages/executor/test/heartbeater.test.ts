import { SimulatedClock } from '@firesteel/clock'
import { silentLogger } from '@firesteel/logging'
import type { EndpointRef } from '@firesteel/rpc-core'
import type { HeartbeatReceiverProtocol } from '@firesteel/task-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Heartbeater } from '../src/heartbeater.js'

const test = suite('heartbeater')

function beating(answers: () => Promise<unknown>) {
  const clock = new SimulatedClock()
  const seen: { beats: number; reregistered: number; gaveUp: string[] } = {
    beats: 0,
    reregistered: 0,
    gaveUp: [],
  }
  const receiver = {
    ask: () => {
      seen.beats++
      return answers()
    },
  } as unknown as EndpointRef<HeartbeatReceiverProtocol>
  const heartbeater = new Heartbeater({
    executorId: '1',
    location: { executorId: '1', host: 'h', port: 1 },
    receiver,
    intervalMs: 1_000,
    maxFailures: 3,
    clock,
    logger: silentLogger,
    random: () => 0.5,
    usage: () => ({}),
    onReregister: () => seen.reregistered++,
    onGiveUp: (why) => seen.gaveUp.push(why),
  })
  return { clock, seen, heartbeater }
}

test('begins after one to two intervals, then keeps to the interval', async () => {
  const { clock, seen, heartbeater } = beating(() =>
    Promise.resolve({ reregisterBlockManager: false }),
  )
  await clock.advanceAsync(1_499)
  assert.is(seen.beats, 0)
  await clock.advanceAsync(2_001)
  assert.is(seen.beats, 3)
  heartbeater.stop()
  await clock.advanceAsync(10_000)
  assert.is(seen.beats, 3)
})

test('says when the driver has forgotten its blocks', async () => {
  const { clock, seen } = beating(() => Promise.resolve({ reregisterBlockManager: true }))
  await clock.advanceAsync(1_500)
  assert.is(seen.reregistered, 1)
})

test('gives up after so many failures in a row, not after so many in all', async () => {
  let fails = true
  const { clock, seen } = beating(() =>
    fails ? Promise.reject(new Error('gone')) : Promise.resolve({ reregisterBlockManager: false }),
  )
  await clock.advanceAsync(2_500)
  fails = false
  await clock.advanceAsync(1_000)
  fails = true
  await clock.advanceAsync(2_000)
  assert.equal(seen.gaveUp, [])
  await clock.advanceAsync(1_000)
  assert.equal(seen.gaveUp, ['3 heartbeats in a row failed, the last: gone'])
  const { beats } = seen
  await clock.advanceAsync(5_000)
  assert.is(seen.beats, beats)
})

test.run()
