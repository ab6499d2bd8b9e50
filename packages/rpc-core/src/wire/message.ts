import { RpcProtocolError } from '../errors.js'
import { FRAME_LENGTH_BYTES } from './frame.js'

/** The tags of Spark's frames, by their names in network-common. */
export const TAG = {
  ChunkFetchRequest: 0,
  ChunkFetchSuccess: 1,
  ChunkFetchFailure: 2,
  RpcRequest: 3,
  RpcResponse: 4,
  RpcFailure: 5,
  StreamRequest: 6,
  StreamResponse: 7,
  StreamFailure: 8,
  OneWayMessage: 9,
  UploadStream: 10,
  MergedBlockMetaRequest: 11,
  MergedBlockMetaSuccess: 12,
} as const

/**
 * Every message of Spark's network-common. Bodies that lie outside the frame (of a StreamResponse and
 * an UploadStream) are not part of it, only their lengths are.
 * @see org.apache.spark.network.protocol.Message
 */
export type Message =
  | { readonly type: 'ChunkFetchRequest'; readonly streamId: bigint; readonly chunkIndex: number }
  | {
      readonly type: 'ChunkFetchSuccess'
      readonly streamId: bigint
      readonly chunkIndex: number
      readonly body: Uint8Array
    }
  | {
      readonly type: 'ChunkFetchFailure'
      readonly streamId: bigint
      readonly chunkIndex: number
      readonly error: string
    }
  | { readonly type: 'RpcRequest'; readonly requestId: bigint; readonly body: Uint8Array }
  | { readonly type: 'RpcResponse'; readonly requestId: bigint; readonly body: Uint8Array }
  | { readonly type: 'RpcFailure'; readonly requestId: bigint; readonly error: string }
  | { readonly type: 'StreamRequest'; readonly streamId: string }
  | { readonly type: 'StreamResponse'; readonly streamId: string; readonly byteCount: bigint }
  | { readonly type: 'StreamFailure'; readonly streamId: string; readonly error: string }
  | { readonly type: 'OneWayMessage'; readonly body: Uint8Array }
  | {
      readonly type: 'UploadStream'
      readonly requestId: bigint
      readonly meta: Uint8Array
      readonly byteCount: bigint
    }
  | {
      readonly type: 'MergedBlockMetaRequest'
      readonly requestId: bigint
      readonly appId: string
      readonly shuffleId: number
      readonly shuffleMergeId: number
      readonly reduceId: number
    }
  | {
      readonly type: 'MergedBlockMetaSuccess'
      readonly requestId: bigint
      readonly numChunks: number
      readonly body: Uint8Array
    }

const EMPTY = new Uint8Array(0)

/** A message as one frame, length included. */
export function encodeMessage(message: Message): Buffer {
  const body = 'body' in message ? message.body : EMPTY
  const head = Buffer.concat(headerOf(message))
  const frame = Buffer.allocUnsafe(FRAME_LENGTH_BYTES + 1 + head.length + body.length)
  frame.writeBigInt64BE(BigInt(frame.length), 0)
  frame.writeInt8(TAG[message.type], FRAME_LENGTH_BYTES)
  head.copy(frame, FRAME_LENGTH_BYTES + 1)
  frame.set(body, FRAME_LENGTH_BYTES + 1 + head.length)
  return frame
}

function headerOf(message: Message): Buffer[] {
  switch (message.type) {
    case 'ChunkFetchRequest':
    case 'ChunkFetchSuccess':
      return [int64(message.streamId), int32(message.chunkIndex)]
    case 'ChunkFetchFailure':
      return [int64(message.streamId), int32(message.chunkIndex), text(message.error)]
    case 'RpcRequest':
    case 'RpcResponse':
      return [int64(message.requestId), int32(message.body.length)]
    case 'RpcFailure':
      return [int64(message.requestId), text(message.error)]
    case 'StreamRequest':
      return [text(message.streamId)]
    case 'StreamResponse':
      return [text(message.streamId), int64(message.byteCount)]
    case 'StreamFailure':
      return [text(message.streamId), text(message.error)]
    case 'OneWayMessage':
      return [int32(message.body.length)]
    case 'UploadStream':
      return [
        int64(message.requestId),
        int32(message.meta.length),
        Buffer.from(message.meta),
        int64(message.byteCount),
      ]
    case 'MergedBlockMetaRequest':
      return [
        int64(message.requestId),
        text(message.appId),
        int32(message.shuffleId),
        int32(message.shuffleMergeId),
        int32(message.reduceId),
      ]
    case 'MergedBlockMetaSuccess':
      return [int64(message.requestId), int32(message.numChunks)]
  }
}

/** The message of a frame without its length; throws `RPC_PROTOCOL` when it is none. Bodies are views. */
export function decodeMessage(bytes: Buffer, start = 0, end = bytes.length): Message {
  const from = new Reader(bytes, start, end)
  const tag = from.int8()
  switch (tag) {
    case TAG.ChunkFetchRequest:
      return from.last({
        type: 'ChunkFetchRequest',
        streamId: from.int64(),
        chunkIndex: from.int32(),
      })
    case TAG.ChunkFetchSuccess:
      return {
        type: 'ChunkFetchSuccess',
        streamId: from.int64(),
        chunkIndex: from.int32(),
        body: from.rest(),
      }
    case TAG.ChunkFetchFailure:
      return from.last({
        type: 'ChunkFetchFailure',
        streamId: from.int64(),
        chunkIndex: from.int32(),
        error: from.text(),
      })
    case TAG.RpcRequest:
      return { type: 'RpcRequest', requestId: from.int64(), body: from.sizedRest() }
    case TAG.RpcResponse:
      return { type: 'RpcResponse', requestId: from.int64(), body: from.sizedRest() }
    case TAG.RpcFailure:
      return from.last({ type: 'RpcFailure', requestId: from.int64(), error: from.text() })
    case TAG.StreamRequest:
      return from.last({ type: 'StreamRequest', streamId: from.text() })
    case TAG.StreamResponse:
      return from.last({
        type: 'StreamResponse',
        streamId: from.text(),
        byteCount: from.byteCount(),
      })
    case TAG.StreamFailure:
      return from.last({ type: 'StreamFailure', streamId: from.text(), error: from.text() })
    case TAG.OneWayMessage:
      return { type: 'OneWayMessage', body: from.sizedRest() }
    case TAG.UploadStream:
      return from.last({
        type: 'UploadStream',
        requestId: from.int64(),
        meta: from.bytes(from.int32()),
        byteCount: from.byteCount(),
      })
    case TAG.MergedBlockMetaRequest:
      return from.last({
        type: 'MergedBlockMetaRequest',
        requestId: from.int64(),
        appId: from.text(),
        shuffleId: from.int32(),
        shuffleMergeId: from.int32(),
        reduceId: from.int32(),
      })
    case TAG.MergedBlockMetaSuccess:
      return {
        type: 'MergedBlockMetaSuccess',
        requestId: from.int64(),
        numChunks: from.int32(),
        body: from.rest(),
      }
    case -1:
      throw new RpcProtocolError('User type messages cannot be decoded.')
    default:
      throw new RpcProtocolError(`Unknown message type: ${tag}`)
  }
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

const int64 = (value: bigint): Buffer => {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([int32(bytes.length), bytes])
}

class Reader {
  readonly #bytes: Buffer
  #at: number
  readonly #end: number

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1))
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4))
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8))
  }

  byteCount(): bigint {
    const count = this.int64()
    if (count < 0n || count > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new RpcProtocolError(`Impossible length of a body: ${count}`)
    }
    return count
  }

  bytes(length: number): Buffer {
    const at = this.#take(length)
    return this.#bytes.subarray(at, at + length)
  }

  text(): string {
    return this.bytes(this.int32()).toString('utf8')
  }

  rest(): Buffer {
    return this.bytes(this.#end - this.#at)
  }

  /** The body after its length, which Spark writes and nobody reads. */
  sizedRest(): Buffer {
    this.#take(4)
    return this.rest()
  }

  /** `message`, when nothing follows it. */
  last(message: Message): Message {
    if (this.#at !== this.#end) {
      throw new RpcProtocolError(`${message.type} with ${this.#end - this.#at} bytes too many`)
    }
    return message
  }

  #take(length: number): number {
    const at = this.#at
    if (length < 0 || at + length > this.#end) {
      throw new RpcProtocolError(`Frame too short: ${length} bytes wanted, ${this.#end - at} left`)
    }
    this.#at += length
    return at
  }
}
