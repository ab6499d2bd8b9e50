import { decodeIndirectResult, decodeTaskResult } from '@firesteel/task-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { KeptResults } from '../src/kept-results.js'

const test = suite('executor: results that wait')
const location = { executorId: '1', host: 'h', port: 7 }
const kept = (): KeptResults =>
  new KeptResults({ location, directBytes: 100, messageBytes: 200, usefulBytes: 1_000 })

test('a small result is told as it is', () => {
  const data = new Uint8Array(100)
  assert.equal(kept().fit(1, 'FINISHED', data), { state: 'FINISHED', data })
})

test('a larger one is kept until it is removed, and it is told where', () => {
  const results = kept()
  const bytes = new Uint8Array(101)
  const { state, data } = results.fit(5, 'FINISHED', bytes)
  assert.is(state, 'FINISHED')
  assert.equal(decodeIndirectResult(data), { blockId: 'taskresult_5', size: 101, location })
  assert.is(results.read('taskresult_5'), bytes)
  assert.ok(results.remove('taskresult_5'))
  assert.is(results.read('taskresult_5'), undefined)
  assert.not.ok(results.remove('taskresult_5'))
})

test('one that the driver could not take is not kept; only its size is told', () => {
  const results = kept()
  const { data } = results.fit(5, 'FINISHED', new Uint8Array(1_001))
  assert.equal(decodeIndirectResult(data), { blockId: undefined, size: 1_001, location })
  assert.is(results.read('taskresult_5'), undefined)
})

test('a failure that fits into no message is told in fewer words', () => {
  const results = kept()
  assert.is(results.fit(1, 'FAILED', new Uint8Array(150)).data.length, 150)
  const { state, data } = results.fit(1, 'FAILED', new Uint8Array(201))
  assert.is(state, 'FAILED')
  const result = decodeTaskResult(data)
  const reason = result.state === 'FINISHED' ? undefined : result.reason
  assert.match(
    reason?.kind === 'ExceptionFailure' ? reason.error.message : '',
    /201 bytes, one message holds 200/,
  )
})

test.run()
