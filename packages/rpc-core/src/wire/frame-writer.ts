import { TAG } from './message.js'

const SLAB_BYTES = 64 * 1024
/** Bodies from this size on are handed over as they are instead of being copied. */
const BY_REFERENCE_BYTES = 16 * 1024
const TWO_TO_32 = 0x1_0000_0000

/**
 * Lays frames one behind the other into slabs, so that many small ones cost one write.
 * `take` gives what has gathered and must be written before anything that comes later.
 */
export class FrameWriter {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  #from = 0
  #at = 0
  #ready: Buffer[] = []
  #readyBytes = 0

  /** Bytes that were not taken yet. */
  get pendingBytes(): number {
    return this.#readyBytes + this.#at - this.#from
  }

  /** A OneWayMessage whose body is `prefix`, `kind`, `payload`. */
  oneWay(prefix: Uint8Array, kind: number, payload: Uint8Array): void {
    const bodyBytes = prefix.length + 1 + payload.length
    const at = this.#open(TAG.OneWayMessage, 13 + bodyBytes, payload)
    const slab = this.#slab
    writeUint32(slab, at, bodyBytes)
    slab.set(prefix, at + 4)
    slab[at + 4 + prefix.length] = kind
    this.#body(at + 5 + prefix.length, payload)
  }

  /** An RpcRequest whose body is `prefix`, `kind`, `payload`. */
  request(requestId: number, prefix: Uint8Array, kind: number, payload: Uint8Array): void {
    const bodyBytes = prefix.length + 1 + payload.length
    const at = this.#open(TAG.RpcRequest, 21 + bodyBytes, payload)
    const slab = this.#slab
    writeUint32(slab, at, Math.floor(requestId / TWO_TO_32))
    writeUint32(slab, at + 4, requestId >>> 0)
    writeUint32(slab, at + 8, bodyBytes)
    slab.set(prefix, at + 12)
    slab[at + 12 + prefix.length] = kind
    this.#body(at + 13 + prefix.length, payload)
  }

  /** An RpcResponse whose body is `kind`, `payload`; the id in two halves, as it came. */
  response(idHigh: number, idLow: number, kind: number, payload: Uint8Array): void {
    const bodyBytes = 1 + payload.length
    const at = this.#open(TAG.RpcResponse, 21 + bodyBytes, payload)
    const slab = this.#slab
    writeUint32(slab, at, idHigh)
    writeUint32(slab, at + 4, idLow)
    writeUint32(slab, at + 8, bodyBytes)
    slab[at + 12] = kind
    this.#body(at + 13, payload)
  }

  /** Bytes that are laid out already: an encoded frame, or a body outside of one. */
  raw(bytes: Uint8Array): void {
    if (bytes.length >= BY_REFERENCE_BYTES) this.#reference(bytes)
    else this.#body(this.#reserve(bytes.length), bytes)
  }

  /** What has gathered, in order. */
  take(): Buffer[] {
    this.#cut()
    const taken = this.#ready
    this.#ready = []
    this.#readyBytes = 0
    return taken
  }

  /** Fills the slab from its beginning again. Nothing that was taken from it may be needed any more. */
  recycle(): void {
    if (this.#ready.length > 0 || this.#at !== this.#from) return
    this.#from = 0
    this.#at = 0
  }

  /** Opens a frame: length and tag are written, and where the header goes is returned. */
  #open(tag: number, frameBytes: number, payload: Uint8Array): number {
    const inline = payload.length < BY_REFERENCE_BYTES ? frameBytes : frameBytes - payload.length
    const at = this.#reserve(inline)
    const slab = this.#slab
    writeUint32(slab, at, 0)
    writeUint32(slab, at + 4, frameBytes)
    slab[at + 8] = tag
    return at + 9
  }

  #body(at: number, payload: Uint8Array): void {
    if (payload.length < BY_REFERENCE_BYTES) this.#slab.set(payload, at)
    else this.#reference(payload)
  }

  #reference(bytes: Uint8Array): void {
    this.#cut()
    this.#ready.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.#readyBytes += bytes.length
  }

  #reserve(bytes: number): number {
    if (this.#at + bytes > this.#slab.length) {
      this.#cut()
      this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes))
      this.#from = 0
      this.#at = 0
    }
    const at = this.#at
    this.#at += bytes
    return at
  }

  #cut(): void {
    if (this.#at === this.#from) return
    this.#ready.push(this.#slab.subarray(this.#from, this.#at))
    this.#readyBytes += this.#at - this.#from
    this.#from = this.#at
  }
}

function writeUint32(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
