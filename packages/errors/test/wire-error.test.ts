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

test('an enormous error is cut, its frames are kept', () => {
  const error = new Error('z'.repeat(10_000_000))
  const wire = toWireError(error)
  assert.ok(wire.message.length < 100_000)
  assert.match(wire.message, /cut: 10000000 characters in all/)
  assert.ok((wire.stack ?? '').length < 200_000)
  assert.match(wire.stack ?? '', 'wire-error.test.ts')
  const many = new AggregateError(
    Array.from({ length: 1_000 }, () => new Error('x')),
    'many',
  )
  assert.is(toWireError(many).errors?.length, 100)
})

test('what was thrown instead of an error is shown', () => {
  const cyclic: Record<string, unknown> = { a: 1 }
  cyclic.self = cyclic
  assert.match(toWireError(cyclic).message, /a: 1, self: \[Circular/)
  assert.match(toWireError({ f() {} }).message, /f: \[Function: f\]/)
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
