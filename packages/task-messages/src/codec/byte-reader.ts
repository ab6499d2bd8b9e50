import { TaskCodecError } from '../errors.js'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads what a {@link ByteWriter} wrote; bytes that it cannot have written throw {@link TaskCodecError}. */
export class ByteReader {
  readonly #what: string
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  /** `what` the bytes are meant to be, for the error. */
  constructor(what: string, bytes: Uint8Array) {
    this.#what = what
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  count(): number {
    let value = 0
    for (let place = 1, read = 0; read < 8; read++, place *= 0x80) {
      const byte = this.#bytes[this.#take(1)] as number
      value += (byte & 0x7f) * place
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break
        return value
      }
    }
    throw this.corrupt('a number is too large')
  }

  float(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  text(): string {
    const head = this.count()
    const length = Math.floor(head / 2)
    const start = this.#take(length)
    const encoded = this.#bytes.subarray(start, start + length)
    if (head % 2 === 1) {
      if (length % 2 === 1) throw this.corrupt('half a code unit')
      return Buffer.from(encoded).toString('utf16le')
    }
    try {
      return utf8.decode(encoded)
    } catch {
      throw this.corrupt('a text is not UTF-8')
    }
  }

  /** A copy with a buffer of its own, so that it can be handed to a thread. */
  bytes(): Uint8Array {
    const length = this.count()
    const start = this.#take(length)
    // `slice` of a Buffer would be a view.
    return new Uint8Array(this.#bytes.subarray(start, start + length))
  }

  texts(): string[] {
    return this.many(() => this.text())
  }

  /** As many values as the count before them says. */
  many<T>(read: () => T): T[] {
    const count = this.count()
    // Each takes a byte at least: a forged count must not make us allocate.
    if (count > this.#bytes.length - this.#at) throw this.corrupt('it is cut off')
    return Array.from({ length: count }, read)
  }

  /** To be called at the end: left-over bytes are an error too. */
  done(): void {
    if (this.#at < this.#bytes.length) {
      throw this.corrupt(`${this.#bytes.length - this.#at} bytes are left over`)
    }
  }

  corrupt(why: string): TaskCodecError {
    return new TaskCodecError(this.#what, why)
  }

  #take(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) throw this.corrupt('it is cut off')
    this.#at = start + length
    return start
  }
}
