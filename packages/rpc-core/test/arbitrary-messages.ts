import fc from 'fast-check'
import type { Message } from '../src/wire/message.js'

const id = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
// Lone surrogates have no UTF-8, in Java as little as here.
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const byteCount = fc.bigInt({ min: 0n, max: 2n ** 52n })

const of = <T extends Message['type'], R extends object>(type: T, fields: fc.Arbitrary<R>) =>
  fields.map((rest) => ({ type, ...rest }) as unknown as Message)

/** Any message of Spark's network-common. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  of('ChunkFetchRequest', fc.record({ streamId: id, chunkIndex: int32 })),
  of('ChunkFetchSuccess', fc.record({ streamId: id, chunkIndex: int32, body })),
  of('ChunkFetchFailure', fc.record({ streamId: id, chunkIndex: int32, error: text })),
  of('RpcRequest', fc.record({ requestId: id, body })),
  of('RpcResponse', fc.record({ requestId: id, body })),
  of('RpcFailure', fc.record({ requestId: id, error: text })),
  of('StreamRequest', fc.record({ streamId: text })),
  of('StreamResponse', fc.record({ streamId: text, byteCount })),
  of('StreamFailure', fc.record({ streamId: text, error: text })),
  of('OneWayMessage', fc.record({ body })),
  of('UploadStream', fc.record({ requestId: id, meta: body, byteCount })),
  of(
    'MergedBlockMetaRequest',
    fc.record({
      requestId: id,
      appId: text,
      shuffleId: int32,
      shuffleMergeId: int32,
      reduceId: int32,
    }),
  ),
  of('MergedBlockMetaSuccess', fc.record({ requestId: id, numChunks: int32, body })),
)

/** `bytes` cut at the given places, as a network might. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  )
  const ends = [...sorted, bytes.length]
  let from = 0
  return ends.map((end) => {
    const piece = bytes.subarray(from, end)
    from = end
    return piece
  })
}
