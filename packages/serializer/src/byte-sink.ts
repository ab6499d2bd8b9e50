import { constants } from 'node:buffer'
import { latin1Write, utf16Write } from './text.js'

/** What a length of 32 bits can say, and what Node can allocate. */
const MAX_BYTES = Math.min(2 ** 32 - 1, constants.MAX_LENGTH)
/** Longer strings are handed to native code; shorter ones are faster written here. */
const NATIVE_FROM = 20
/** V8 answers this for a string of one-byte characters without looking at them. */
const WIDE = /[\u0100-\uffff]/

const float = new Float64Array(1)
const floatBytes = new Uint8Array(float.buffer)

/** A byte buffer that grows; what values and batches are appended to. All numbers are little-endian. */
export class ByteSink {
  /** The buffer; only the first `length` bytes mean anything. Replaced when it grows. */
  bytes: Uint8Array
  /** How many bytes were written. */
  length = 0

  constructor(capacity = 1024) {
    this.bytes = Buffer.allocUnsafeSlow(capacity)
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count
    if (needed > this.bytes.length) this.#grow(needed)
  }

  #grow(needed: number): void {
    if (needed > MAX_BYTES)
      throw new RangeError(`more than ${MAX_BYTES} bytes in one message or batch`)
    const larger = Buffer.allocUnsafeSlow(
      Math.max(needed, Math.min(MAX_BYTES, this.bytes.length * 2)),
    )
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }

  /** One byte. */
  u8(value: number): void {
    if (this.length === this.bytes.length) this.#grow(this.length + 1)
    this.bytes[this.length++] = value
  }

  /** An unsigned integer below 2^32 in one to five bytes. */
  varint(value: number): void {
    this.reserve(5)
    const { bytes } = this
    let at = this.length
    let rest = value
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
    this.length = at
  }

  /** Four bytes. */
  u32(value: number): void {
    this.reserve(4)
    this.setU32(this.length, value)
    this.length += 4
  }

  /** Overwrites four bytes already written. */
  setU32(at: number, value: number): void {
    const { bytes } = this
    bytes[at] = value
    bytes[at + 1] = value >>> 8
    bytes[at + 2] = value >>> 16
    bytes[at + 3] = value >>> 24
  }

  /** Eight bytes: any double, -0 and NaN included. */
  f64(value: number): void {
    this.reserve(8)
    float[0] = value
    const { bytes } = this
    const at = this.length
    for (let i = 0; i < 8; i++) bytes[at + i] = floatBytes[i] as number
    this.length = at + 8
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    const count = value.length
    this.reserve(count)
    this.bytes.set(value, this.length)
    this.length += count
  }

  /** The characters as one byte each; false, with nothing written, when one does not fit. */
  latin1(text: string): boolean {
    const count = text.length
    this.reserve(count)
    if (count < NATIVE_FROM) {
      const { bytes } = this
      const at = this.length
      for (let i = 0; i < count; i++) {
        const unit = text.charCodeAt(i)
        if (unit > 255) return false
        bytes[at + i] = unit
      }
    } else {
      if (WIDE.test(text)) return false
      latin1Write(this.bytes, text, this.length, count)
    }
    this.length += count
    return true
  }

  /** The UTF-16 code units, two bytes each; lone surrogates survive. */
  utf16(text: string): void {
    const count = text.length * 2
    this.reserve(count)
    utf16Write(this.bytes, text, this.length, count)
    this.length += count
  }

  /** Forgets what was written, keeps the buffer. */
  clear(): void {
    this.length = 0
  }

  /** Begins with another buffer; what was written stays as it is, for those who have views of it. */
  replace(capacity: number): void {
    this.bytes = Buffer.allocUnsafeSlow(capacity)
    this.length = 0
  }

  /** What was written from `start` on, in memory of its own. */
  copy(start = 0): Uint8Array {
    const result = new Uint8Array(this.length - start)
    result.set(this.bytes.subarray(start, this.length))
    return result
  }
}
