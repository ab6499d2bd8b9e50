import { decodeTaskResult } from '@firesteel/task-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { fittingResult } from '../src/fitting-result.js'

const test = suite('executor: results and messages')

test('a result that fits is told as it is', () => {
  const data = new Uint8Array(100)
  assert.equal(fittingResult('FINISHED', data, 100), { state: 'FINISHED', data })
})

test('a result that fits into no message is a failure that says so', () => {
  const { state, data } = fittingResult('FINISHED', new Uint8Array(101), 100)
  assert.is(state, 'FAILED')
  const result = decodeTaskResult(data)
  const reason = result.state === 'FINISHED' ? undefined : result.reason
  assert.match(
    reason?.kind === 'ExceptionFailure' ? reason.error.message : '',
    /101 bytes, one message holds 100: use more partitions/,
  )
})

test.run()
