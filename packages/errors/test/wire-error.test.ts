import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { SparkError, fromWireError, hasCode, toWireError } from '../src/index.js'

const test = suite('errors: across processes')

test('a SparkError keeps code, retryable, details and stack', () => {
  const error = new SparkError('RPC_ASK_TIMEOUT', 'no reply', {
    retryable: true,
    details: { ms: 5 },
  })
  const again = fromWireError(structuredClone(toWireError(error))) as SparkError
  assert.ok(hasCode(again, 'RPC_ASK_TIMEOUT'))
  assert.is(again.retryable, true)
  assert.equal(again.details, { ms: 5 })
  assert.is(again.stack, error.stack)
})

test('a TypeError stays a TypeError, and a Node error keeps its code', () => {
  assert.instance(fromWireError(toWireError(new TypeError('no'))), TypeError)
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  assert.is((fromWireError(toWireError(refused)) as NodeJS.ErrnoException).code, 'ECONNREFUSED')
})

test('causes and aggregated errors come along, and a cycle of causes ends', () => {
  const inner = new Error('inner')
  const outer = new AggregateError([inner], 'outer', { cause: inner })
  const again = fromWireError(toWireError(outer)) as AggregateError
  assert.is((again.cause as Error).message, 'inner')
  assert.is((again.errors[0] as Error).message, 'inner')
  inner.cause = inner
  assert.is((fromWireError(toWireError(inner)).cause as Error).message, 'inner')
})

test('anything thrown has a wire form that is JSON', () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const wire = toWireError(thrown)
      assert.is(fromWireError(JSON.parse(JSON.stringify(wire))).message, wire.message)
    }),
  )
})

test.run()
