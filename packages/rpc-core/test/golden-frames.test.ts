import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { decodeMessage, encodeMessage, type Message } from '../src/wire/message.js'

// Written down from the layout of Spark's network-common 3.5, not from what our encoder prints.
const golden: readonly (readonly [string, Message])[] = [
  [
    '0000000000000015 00 0000000000000007 00000003',
    { type: 'ChunkFetchRequest', streamId: 7n, chunkIndex: 3 },
  ],
  [
    '0000000000000018 01 0000000000000007 00000003 0a0b0c',
    { type: 'ChunkFetchSuccess', streamId: 7n, chunkIndex: 3, body: bytes('0a0b0c') },
  ],
  [
    '000000000000001b 02 0000000000000007 00000003 00000002 6e6f',
    { type: 'ChunkFetchFailure', streamId: 7n, chunkIndex: 3, error: 'no' },
  ],
  [
    '0000000000000015 03 0000000000000001 00000000',
    { type: 'RpcRequest', requestId: 1n, body: bytes('') },
  ],
  [
    '0000000000000017 03 7fffffffffffffff 00000002 cafe',
    { type: 'RpcRequest', requestId: 0x7fffffffffffffffn, body: bytes('cafe') },
  ],
  [
    '0000000000000016 04 0000000000000001 00000001 ff',
    { type: 'RpcResponse', requestId: 1n, body: bytes('ff') },
  ],
  [
    '0000000000000019 05 0000000000000001 00000004 c3a92121',
    { type: 'RpcFailure', requestId: 1n, error: 'é!!' },
  ],
  [
    '0000000000000015 06 00000008 2f66696c65732f61',
    { type: 'StreamRequest', streamId: '/files/a' },
  ],
  [
    '0000000000000017 07 00000002 2f61 0000000000100000',
    { type: 'StreamResponse', streamId: '/a', byteCount: 1048576n },
  ],
  [
    '0000000000000016 08 00000002 2f61 00000003 627964',
    { type: 'StreamFailure', streamId: '/a', error: 'byd' },
  ],
  ['000000000000000f 09 00000002 0102', { type: 'OneWayMessage', body: bytes('0102') }],
  [
    '000000000000001f 0a 0000000000000002 00000002 0304 0000000000000009',
    { type: 'UploadStream', requestId: 2n, meta: bytes('0304'), byteCount: 9n },
  ],
  [
    '0000000000000026 0b 0000000000000003 00000005 6170702d31 00000001 00000002 00000004',
    {
      type: 'MergedBlockMetaRequest',
      requestId: 3n,
      appId: 'app-1',
      shuffleId: 1,
      shuffleMergeId: 2,
      reduceId: 4,
    },
  ],
  [
    '0000000000000017 0c 0000000000000003 00000005 eeff',
    { type: 'MergedBlockMetaSuccess', requestId: 3n, numChunks: 5, body: bytes('eeff') },
  ],
]

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex')
}

const test = suite('golden frames')

for (const [hex, message] of golden) {
  const frame = bytes(hex.replaceAll(' ', ''))
  test(`${message.type} is laid out as Spark lays it out`, () => {
    assert.is(frame.length, Number(frame.readBigInt64BE(0)), 'the golden length counts itself')
    assert.is(encodeMessage(message).toString('hex'), frame.toString('hex'))
  })
  test(`${message.type} is read from Spark's bytes`, () => {
    assert.equal(decodeMessage(frame, 8), message)
  })
}

test('every type of message has golden bytes', () => {
  assert.is(new Set(golden.map(([, message]) => message.type)).size, 13)
})

test('tags that are none are refused by name', () => {
  assert.throws(() => decodeMessage(bytes('ff')), /User type messages cannot be decoded/)
  assert.throws(() => decodeMessage(bytes('0d')), /Unknown message type: 13/)
})

test('headers that are cut off or too long are refused', () => {
  for (const [hex, message] of golden) {
    const frame = bytes(hex.replaceAll(' ', ''))
    const withBody = 'body' in message
    for (let end = 8; end < frame.length; end++) {
      if (withBody && end >= frame.length - (message as { body: Uint8Array }).body.length) continue
      assert.throws(() => decodeMessage(frame, 8, end), /too short|too many|cut off/)
    }
    if (!withBody) {
      const longer = Buffer.concat([frame, bytes('00')])
      assert.throws(() => decodeMessage(longer, 8), /bytes too many/)
    }
  }
})

test.run()
