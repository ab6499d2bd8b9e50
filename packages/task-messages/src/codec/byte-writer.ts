const FIRST_CAPACITY = 512
/** With the flag `u` a surrogate matches only when it stands alone. */
const LONE_SURROGATE = /\p{Surrogate}/u
const utf8 = new TextEncoder()

/** Values as bytes, one after the other; what it writes {@link ByteReader} reads in the same order. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** A whole number from 0 to 2^53 - 1, in 1 to 8 bytes: 7 bits each, low ones first. */
  count(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new TypeError(`expected a whole number that is not negative, found ${value}`)
    }
    this.#reserve(8)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#length++] = rest
    return this
  }

  /** Any number, in 8 bytes. */
  float(value: number): this {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value)
    this.#length += 8
    return this
  }

  /** A text: UTF-8, or its UTF-16 code units when UTF-8 cannot say it. */
  text(value: string): this {
    const raw = LONE_SURROGATE.test(value)
    const encoded = raw ? new Uint8Array(Buffer.from(value, 'utf16le')) : utf8.encode(value)
    return this.count(encoded.length * 2 + (raw ? 1 : 0)).#append(encoded)
  }

  /** Bytes, with their length before them. */
  bytes(value: Uint8Array): this {
    return this.count(value.length).#append(value)
  }

  /** A count of texts and the texts. */
  texts(values: readonly string[]): this {
    this.count(values.length)
    for (const value of values) this.text(value)
    return this
  }

  /** What was written, in a buffer of its own. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #append(value: Uint8Array): this {
    this.#reserve(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
    return this
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}
