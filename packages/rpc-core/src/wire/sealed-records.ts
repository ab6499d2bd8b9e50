import { createCipheriv, createDecipheriv } from 'node:crypto'
import { RpcProtocolError } from '../errors.js'

const LENGTH_BYTES = 4
const TAG_BYTES = 16
/** Plain bytes of one record at most. */
export const RECORD_BYTES = 64 * 1024

/** A nonce is never used twice with one key: it counts, and each direction has a key of its own. */
class Nonce {
  readonly bytes = Buffer.alloc(12)
  #count = 0

  next(): Buffer {
    if (this.#count >= Number.MAX_SAFE_INTEGER) throw new RpcProtocolError('Nonces are used up')
    this.bytes.writeUIntBE(Math.floor(this.#count / 2 ** 32), 4, 4)
    this.bytes.writeUInt32BE(this.#count % 2 ** 32, 8)
    this.#count++
    return this.bytes
  }
}

/** Turns plain bytes into AES-256-GCM records: length, cipher text, tag; the length is authenticated too. */
export class RecordSealer {
  readonly #key: Buffer
  readonly #nonce = new Nonce()

  constructor(key: Buffer) {
    this.#key = key
  }

  /** `plain` as records, in order. */
  seal(plain: Uint8Array): Buffer[] {
    const records: Buffer[] = []
    for (let at = 0; at < plain.length; at += RECORD_BYTES) {
      records.push(this.#record(plain.subarray(at, at + RECORD_BYTES)))
    }
    return records
  }

  #record(plain: Uint8Array): Buffer {
    const record = Buffer.allocUnsafeSlow(LENGTH_BYTES + plain.length + TAG_BYTES)
    record.writeUInt32BE(plain.length + TAG_BYTES, 0)
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce.next())
    cipher.setAAD(record.subarray(0, LENGTH_BYTES))
    record.set(cipher.update(plain), LENGTH_BYTES)
    cipher.final()
    record.set(cipher.getAuthTag(), LENGTH_BYTES + plain.length)
    return record
  }
}

/** Turns records back into plain bytes; a record that was changed, lost or moved throws. */
export class RecordOpener {
  readonly #key: Buffer
  readonly #nonce = new Nonce()
  #parts: Buffer[] = []
  #bytes = 0
  #wanted = LENGTH_BYTES

  constructor(key: Buffer) {
    this.#key = key
  }

  /** Takes the next bytes, gives the plain bytes of the records that they completed. */
  open(chunk: Buffer): Buffer[] {
    this.#parts.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes < this.#wanted) return []
    const all = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts)
    const opened: Buffer[] = []
    let at = 0
    this.#wanted = LENGTH_BYTES
    while (all.length - at >= LENGTH_BYTES) {
      const size = all.readUInt32BE(at)
      if (size < TAG_BYTES || size > RECORD_BYTES + TAG_BYTES) {
        throw new RpcProtocolError(`An encrypted record of ${size} bytes`)
      }
      if (all.length - at < LENGTH_BYTES + size) {
        this.#wanted = LENGTH_BYTES + size
        break
      }
      opened.push(this.#plain(all, at, size))
      at += LENGTH_BYTES + size
    }
    this.#parts = at < all.length ? [all.subarray(at)] : []
    this.#bytes = all.length - at
    return opened
  }

  #plain(all: Buffer, at: number, size: number): Buffer {
    const from = at + LENGTH_BYTES
    const tagAt = from + size - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce.next())
    decipher.setAAD(all.subarray(at, from))
    decipher.setAuthTag(all.subarray(tagAt, tagAt + TAG_BYTES))
    const plain = decipher.update(all.subarray(from, tagAt))
    try {
      decipher.final()
    } catch (cause) {
      throw new RpcProtocolError('An encrypted record does not verify', cause)
    }
    return plain
  }
}
