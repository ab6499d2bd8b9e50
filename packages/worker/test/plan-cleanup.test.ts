import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { planCleanup } from '../src/plan-cleanup.js'

const test = suite('worker: plan of the clean-up')

const OLD = 'app-20260101000000-0001'
const facts = { now: 10_000, ttlMs: 1_000, running: new Set<string>() }

test('deletes what has not changed for longer than the time to live', () => {
  const directories = [
    { name: OLD, newestAt: 8_999 },
    { name: 'app-20260101000000-0002', newestAt: 9_000 },
    { name: 'driver-20260101000000-0003', newestAt: 1 },
  ]
  assert.equal(planCleanup({ ...facts, directories }), [OLD, 'driver-20260101000000-0003'])
})

test('keeps what runs, however old it is', () => {
  const directories = [{ name: OLD, newestAt: 0 }]
  assert.equal(planCleanup({ ...facts, directories, running: new Set([OLD]) }), [])
})

test("keeps what is not the worker's", () => {
  const directories = [
    { name: 'precious', newestAt: 0 },
    { name: 'app-of-mine', newestAt: 0 },
  ]
  assert.equal(planCleanup({ ...facts, directories }), [])
})

test.run()
