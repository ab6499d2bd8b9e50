import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { FrameDecoder } from '../src/wire/frame.js'
import { FrameWriter } from '../src/wire/frame-writer.js'
import { decodeMessage, encodeMessage, type Message } from '../src/wire/message.js'
import { anyMessage, cutAt } from './arbitrary-messages.js'

const test = suite('frame decoder')

function decodeAll(pieces: readonly Buffer[]): Message[] {
  const found: Message[] = []
  const decoder = new FrameDecoder((bytes, start, end) =>
    found.push(decodeMessage(Buffer.from(bytes.subarray(start, end)))),
  )
  for (const piece of pieces) decoder.feed(piece)
  return found
}

const frameOf = (size: number, fill = 'x'): Buffer => {
  const frame = Buffer.alloc(8 + size, fill)
  frame.writeBigInt64BE(BigInt(8 + size), 0)
  return frame
}

test('frames survive any splitting of their bytes', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { maxLength: 8 }),
      fc.array(fc.nat(4000), { maxLength: 12 }),
      (messages, places) => {
        const pieces = cutAt(Buffer.concat(messages.map(encodeMessage)), places)
        assert.equal(decodeAll(pieces), messages)
      },
    ),
    { numRuns: 400 },
  )
})

test('frames survive byte by byte, lengths split too', () => {
  const messages: Message[] = [
    { type: 'OneWayMessage', body: Buffer.from('hello') },
    { type: 'RpcRequest', requestId: 5n, body: Buffer.alloc(0) },
  ]
  const bytes = Buffer.concat(messages.map(encodeMessage))
  assert.equal(decodeAll([...bytes].map((byte) => Buffer.of(byte))), messages)
})

test('a frame of megabytes in small pieces is put together once', () => {
  const body = Buffer.alloc(5 * 1024 * 1024, 'z')
  const bytes = encodeMessage({ type: 'OneWayMessage', body })
  const pieces = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, index) =>
    bytes.subarray(index * 4096, (index + 1) * 4096),
  )
  const [message] = decodeAll(pieces)
  assert.ok(message?.type === 'OneWayMessage' && body.equals(message.body))
})

test('each frame is handed over before the next is looked at', () => {
  const seen: string[] = []
  const decoder: FrameDecoder = new FrameDecoder((bytes, start, end) => {
    seen.push(`frame ${end - start}`)
    if (seen.length === 1) {
      decoder.expectRaw(5, {
        onBytes: (raw) => seen.push(`raw ${raw.length}`),
        onEnd: () => seen.push('raw end'),
        onBroken: () => seen.push('broken'),
      })
    }
  })
  const bytes = Buffer.concat([frameOf(3), Buffer.from('12345'), frameOf(4)])
  for (const piece of cutAt(bytes, [13, 14])) decoder.feed(piece)
  assert.equal(seen, ['frame 3', 'raw 2', 'raw 1', 'raw 2', 'raw end', 'frame 4'])
})

test('there is one interceptor at a time', () => {
  const decoder = new FrameDecoder(() => {})
  const nothing = { onBytes() {}, onEnd() {}, onBroken() {} }
  decoder.expectRaw(1, nothing)
  assert.throws(() => decoder.expectRaw(1, nothing), /Already have an interceptor/)
})

test('an interceptor hears of the end of the connection', () => {
  const decoder = new FrameDecoder(() => {})
  let why = ''
  decoder.expectRaw(10, {
    onBytes() {},
    onEnd() {},
    onBroken: (error) => {
      why = error.message
    },
  })
  decoder.stop(new Error('gone'))
  assert.is(why, 'gone')
})

test('lengths that cannot be are refused with their number', () => {
  const length = (value: bigint): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(value)
    return bytes
  }
  const feed = (value: bigint, limit?: number) => (): void =>
    new FrameDecoder(() => {}, limit).feed(length(value))
  assert.throws(feed(8n), /Frame length should be positive: 0/)
  assert.throws(feed(0n), /Frame length should be positive: -8/)
  assert.throws(feed(-5n), /Frame length should be positive: -13/)
  assert.throws(feed(2_147_483_655n), /Too large frame: 2147483647/)
  assert.throws(feed(2n ** 62n), /Too large frame/)
  assert.throws(feed(1_000n, 500), /Too large frame: 992 \(the limit is 500\)/)
})

test('what the writer gathers is what the encoder makes', () => {
  const prefix = Buffer.from('prefix')
  const sizes = [0, 1, 100, 16_383, 16_384, 70_000]
  const writer = new FrameWriter()
  const expected: Buffer[] = []
  for (let round = 0; round < 20; round++) {
    for (const size of sizes) {
      const payload = Buffer.alloc(size, 'p')
      const body = Buffer.concat([prefix, Buffer.of(1), payload])
      writer.oneWay(prefix, 1, payload)
      expected.push(encodeMessage({ type: 'OneWayMessage', body }))
      const requestId = 2 ** 40 + round
      writer.request(requestId, prefix, 1, payload)
      expected.push(encodeMessage({ type: 'RpcRequest', requestId: BigInt(requestId), body }))
      writer.response(0x7fffffff, 0xfffffffe, 1, payload)
      expected.push(
        encodeMessage({
          type: 'RpcResponse',
          requestId: 0x7ffffffffffffffen,
          body: Buffer.concat([Buffer.of(1), payload]),
        }),
      )
    }
  }
  const all = Buffer.concat(expected)
  assert.is(writer.pendingBytes, all.length)
  assert.ok(Buffer.concat(writer.take()).equals(all))
  assert.is(writer.pendingBytes, 0)
})

test('mutated frames are refused or read, never more', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { minLength: 1, maxLength: 5 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(4000), { maxLength: 5 }),
      (messages, changes, places) => {
        const bytes = Buffer.concat(messages.map(encodeMessage))
        for (const [place, value] of changes) bytes[place % bytes.length] = value
        let failure: unknown
        try {
          decodeAll(cutAt(bytes, places))
        } catch (error) {
          failure = error
        }
        const code = (failure as { code?: string } | undefined)?.code
        assert.ok(failure === undefined || code === 'RPC_PROTOCOL', String(failure))
      },
    ),
    { numRuns: 2_000 },
  )
})

test.run()
