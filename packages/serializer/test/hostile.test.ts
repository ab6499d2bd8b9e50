import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { CLASS_CASES, FIDELITY_CASES } from '../src/compliance/index.js'
import { Serializer, decodePairs, decodeRows, encodeRows } from '../src/index.js'
import { receiver, sender } from './serializers.js'

const test = suite('serializer: bytes that are not its own')

const mebibytes = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

/** Runs `read`, which may fail with our error and no other. */
function readable(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    assert.is((error as { code?: string }).code, 'SERIALIZATION_CORRUPT', (error as Error).stack)
  }
}

const samples = [...FIDELITY_CASES, ...CLASS_CASES].map(({ make }) => make())
const small = samples.filter((value) => sender.serialize(value).length < 2000)

test('a changed byte gives another value or our error', () => {
  const messages = small.map((value) => sender.serialize(value))
  const batch = encodeRows(small, 0, small.length, undefined, sender)
  const columns = [
    encodeRows(['a', 'b\ud800', 'ccc'], 0, 3, undefined, sender),
    encodeRows([1, 2, 300], 0, 3, undefined, sender),
    encodeRows(
      [
        ['a', 1.5],
        ['b', 2.5],
      ],
      0,
      2,
      undefined,
      sender,
    ),
    encodeRows(
      [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
      0,
      2,
      undefined,
      sender,
    ),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...messages, batch, ...columns),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      (bytes, at, byte) => {
        const changed = bytes.slice()
        changed[at % changed.length] = byte
        readable(() => receiver.deserialize(changed))
        readable(() => decodeRows(changed, 0, receiver))
        readable(() => decodePairs(changed, 0, receiver))
      },
    ),
    { numRuns: 3000 },
  )
})

test('bytes cut short give our error', () => {
  for (const value of small) {
    const bytes = sender.serialize(value)
    const batch = encodeRows([value], 0, 1, undefined, sender)
    for (let end = 0; end < Math.min(bytes.length, 60); end++) {
      assert.throws(() => receiver.deserialize(bytes.subarray(0, end)), /cannot be deserialized/)
      assert.throws(() => decodeRows(batch.subarray(0, end), 0, receiver), /cannot be deserialized/)
    }
  }
})

test('random bytes give a value or our error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      readable(() => receiver.deserialize(Uint8Array.of(1, ...bytes)))
      const header = Uint8Array.of(bytes.length + 1, 0, 0, 0, 1, ...bytes)
      readable(() => decodeRows(header, 0, receiver))
      readable(() => decodePairs(header, 0, receiver))
    }),
    { numRuns: 3000 },
  )
})

test('announced sizes are not believed', () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f]
  const before = mebibytes()
  for (let code = 0xa0; code < 0x100; code++) {
    assert.throws(() => receiver.deserialize(Uint8Array.of(1, code, 0, ...huge, 0)))
    assert.throws(() => receiver.deserialize(Uint8Array.of(1, code, ...huge, 0)))
  }
  // A tuple of 32 of 32 of 32 … nulls, 65,535 times.
  const nested = [1, 0xff, 0xff, 3, ...Array.from({ length: 40 }, () => [10, 32]).flat(), 1]
  const bytes = Uint8Array.of(
    nested.length,
    0,
    0,
    0,
    ...nested,
    ...Array.from({ length: 500 }, () => 1),
  )
  bytes[0] = (bytes.length - 4) & 255
  bytes[1] = (bytes.length - 4) >> 8
  assert.throws(() => decodeRows(bytes, 0, receiver), /too many|left over/)
  assert.ok(mebibytes() - before < 200)
})

test('nesting deeper than the stack ends with our error on both sides', () => {
  let value: unknown = 0
  for (let i = 0; i < 1_000_000; i++) value = [value]
  try {
    sender.serialize(value)
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, /nested more deeply than the stack allows/)
  }
  const bytes = new Uint8Array(1_000_000).fill(0xa1)
  bytes[0] = 1
  assert.throws(() => receiver.deserialize(bytes), /nested more deeply than the stack allows/)
  // And both go on as if nothing had happened.
  assert.equal(receiver.deserialize(sender.serialize([1])), [1])
})

test('a class, an extension or a format that is not known here is named', () => {
  const stranger = new Serializer()
  const instance = CLASS_CASES[0]?.make()
  assert.throws(() => stranger.deserialize(sender.serialize(instance)), /class Point is not known/)
  const bytes = sender.serialize(Object.assign(new Error('x'), { code: 'C', retryable: false }))
  assert.throws(() => stranger.deserialize(bytes), /extension with the tag SparkError/)
  assert.throws(() => stranger.deserialize(Uint8Array.of(9, 0)), /the format is 9/)
})

test.run()
