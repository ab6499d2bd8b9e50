import { SparkError } from '@firesteel/errors'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type Extension, Serializer } from '../src/index.js'
import { receiver, sender } from './serializers.js'

const test = suite('serializer: extensions and messages')

class Ref {
  readonly address: string
  readonly meta: unknown
  constructor(address: string, meta: unknown) {
    this.address = address
    this.meta = meta
  }
}
const serializer: Serializer = new Serializer({
  extensions: [
    {
      tag: 'Ref',
      matches: (value) => value instanceof Ref,
      // Calls the serializer that calls it.
      encode: ({ address, meta }) => ({ address, meta, copy: serializer.serialize([address]) }),
      decode(plain) {
        const { address, meta, copy } = plain as {
          address: string
          meta: unknown
          copy: Uint8Array
        }
        assert.equal(serializer.deserialize(copy), [address])
        return new Ref(address, meta)
      },
    } satisfies Extension<Ref> as Extension,
  ],
})

test('an extension carries its type, wherever it is and once for each object', () => {
  const ref = new Ref('a:1', new Ref('b:2', null))
  const back = serializer.deserialize(serializer.serialize({ x: [ref, ref] })) as { x: Ref[] }
  assert.instance(back.x[0], Ref)
  assert.instance(back.x[0]?.meta, Ref)
  assert.is(back.x[0], back.x[1])
})

test('the path leads through an extension', () => {
  assert.throws(
    () => serializer.serialize([new Ref('a', { f: () => 1 })]),
    /value\[0\]\.<Ref>\.meta\.f: a function f/,
  )
})

test('a SparkError keeps its code, details and causes', () => {
  const error = new SparkError('X_BAD', 'bad', { details: { a: 1 }, cause: new Error('why') })
  const [back] = receiver.deserialize(sender.serialize([error])) as [SparkError]
  assert.is(back.code, 'X_BAD')
  assert.equal(back.details, { a: 1 })
  assert.is((back.cause as Error).message, 'why')
})

test('an error of a class that nobody knows keeps its name, message and properties', () => {
  class Odd extends RangeError {
    readonly extra = 5
  }
  Object.defineProperty(Odd.prototype, 'name', { value: 'Odd' })
  const back = receiver.deserialize(sender.serialize(new Odd('x'))) as Odd
  assert.instance(back, RangeError)
  assert.is(String(back), 'Odd: x')
  assert.is(back.extra, 5)
})

test('the bytes are the caller’s own, and values are copied out of them', () => {
  const first = sender.serialize('one')
  const kept = first.slice()
  sender.serialize('two')
  assert.equal(first, kept)
  const bytes = sender.serialize(Uint8Array.of(1, 2, 3))
  const value = receiver.deserialize(bytes)
  bytes.fill(0)
  assert.equal(value, Uint8Array.of(1, 2, 3))
})

test('the small messages that share a buffer do not disturb one another', () => {
  const values = Array.from({ length: 2000 }, (_, i) => ({ i, text: 'x'.repeat(i % 1500) }))
  const messages = values.map((value) => sender.serialize(value))
  const large = sender.serialize(values)
  messages.forEach((bytes, i) => assert.equal(receiver.deserialize(bytes), values[i]))
  assert.equal(receiver.deserialize(large), values)
})

test('with viewBytes, decoded bytes are those of the message', () => {
  const viewing = new Serializer({ viewBytes: true })
  const bytes = viewing.serialize({ data: Uint8Array.of(1, 2, 3), buffer: Buffer.of(4) })
  const { data, buffer } = viewing.deserialize(bytes) as { data: Uint8Array; buffer: Buffer }
  assert.equal([...data, ...buffer], [1, 2, 3, 4])
  assert.ok(Buffer.isBuffer(buffer) && !Buffer.isBuffer(data))
  assert.is(data.buffer, bytes.buffer)
})

test('a failed message leaves nothing behind for the next', () => {
  const shared = { a: 1 }
  assert.throws(() => sender.serialize([shared, { a: 2 }, Symbol('x')]))
  assert.equal(receiver.deserialize(sender.serialize([{ a: 3 }, shared, shared])), [
    { a: 3 },
    { a: 1 },
    { a: 1 },
  ])
})

test.run()
