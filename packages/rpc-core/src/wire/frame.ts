import { RpcProtocolError } from '../errors.js'

/** Bytes of the length that opens a frame; the length counts them too. */
export const FRAME_LENGTH_BYTES = 8

/** No frame of Spark's is longer: its length must fit into a Java int. */
export const MAX_FRAME_BYTES = 2_147_483_647

/** Where a decoder puts what it found; `bytes` from `start` to `end` is one frame without its length. */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void

/** Bytes that follow a frame outside of it, handed on as they come. */
export interface RawBody {
  onBytes(bytes: Buffer): void
  onEnd(): void
  /** The connection ended in the middle. */
  onBroken(error: Error): void
}

/**
 * Cuts a stream of bytes into frames, whatever pieces they come in; no I/O of its own.
 * @see org.apache.spark.network.util.TransportFrameDecoder
 */
export class FrameDecoder {
  readonly #onFrame: OnFrame
  readonly #maxFrameBytes: number
  readonly #head = Buffer.alloc(FRAME_LENGTH_BYTES)
  #headBytes = 0
  #frameBytes = -1
  #parts: Buffer[] = []
  #partBytes = 0
  #raw: RawBody | null = null
  #rawRemaining = 0
  #stopped = false

  constructor(onFrame: OnFrame, maxFrameBytes = MAX_FRAME_BYTES) {
    this.#onFrame = onFrame
    this.#maxFrameBytes = Math.min(maxFrameBytes, MAX_FRAME_BYTES)
  }

  /** The next `byteCount` bytes are no frames but the body of the one just decoded. */
  expectRaw(byteCount: number, body: RawBody): void {
    if (this.#raw !== null) throw new RpcProtocolError('Already have an interceptor.')
    if (byteCount === 0) {
      body.onEnd()
      return
    }
    this.#raw = body
    this.#rawRemaining = byteCount
  }

  /** Ignores everything from now on; tells a raw body that it will not be completed. */
  stop(error: Error): void {
    this.#stopped = true
    this.#parts = []
    const raw = this.#raw
    this.#raw = null
    raw?.onBroken(error)
  }

  /** Takes the next bytes; throws `RPC_PROTOCOL` when they cannot be a frame. */
  feed(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length && !this.#stopped) {
      if (this.#raw !== null) {
        at = this.#feedRaw(chunk, at)
        continue
      }
      if (this.#frameBytes < 0) {
        if (this.#headBytes === 0 && chunk.length - at >= FRAME_LENGTH_BYTES) {
          this.#frameBytes = this.#payloadBytes(chunk, at)
          at += FRAME_LENGTH_BYTES
        } else {
          const copied = chunk.copy(this.#head, this.#headBytes, at, at + 8 - this.#headBytes)
          this.#headBytes += copied
          at += copied
          if (this.#headBytes < FRAME_LENGTH_BYTES) return
          this.#headBytes = 0
          this.#frameBytes = this.#payloadBytes(this.#head, 0)
        }
      }
      at = this.#feedFrame(chunk, at)
    }
  }

  #feedFrame(chunk: Buffer, at: number): number {
    const size = this.#frameBytes
    if (this.#partBytes === 0 && chunk.length - at >= size) {
      this.#frameBytes = -1
      this.#onFrame(chunk, at, at + size)
      return at + size
    }
    const end = Math.min(chunk.length, at + size - this.#partBytes)
    if (end > at) {
      this.#parts.push(chunk.subarray(at, end))
      this.#partBytes += end - at
    }
    if (this.#partBytes === size) {
      const whole = Buffer.concat(this.#parts, size)
      this.#parts = []
      this.#partBytes = 0
      this.#frameBytes = -1
      this.#onFrame(whole, 0, size)
    }
    return end
  }

  #feedRaw(chunk: Buffer, at: number): number {
    const raw = this.#raw as RawBody
    const end = Math.min(chunk.length, at + this.#rawRemaining)
    this.#rawRemaining -= end - at
    const over = this.#rawRemaining === 0
    if (over) this.#raw = null
    raw.onBytes(chunk.subarray(at, end))
    if (over) raw.onEnd()
    return end
  }

  #payloadBytes(bytes: Buffer, at: number): number {
    const low = readUint32(bytes, at + 4)
    // The upper half is zero in every frame that is not refused.
    const high = (readUint32(bytes, at) | 0) * 0x1_0000_0000
    const size = high + low - FRAME_LENGTH_BYTES
    if (size <= 0) throw new RpcProtocolError(`Frame length should be positive: ${size}`)
    if (size >= this.#maxFrameBytes) {
      throw new RpcProtocolError(`Too large frame: ${size} (the limit is ${this.#maxFrameBytes})`)
    }
    return size
  }
}

/** Four bytes, big-endian; Buffer's own method checks more than is needed here. */
export function readUint32(bytes: Uint8Array, at: number): number {
  const upper = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16)
  return (upper | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0
}
