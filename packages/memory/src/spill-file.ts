import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { SpillFileClosedError } from './errors.js'

/**
 * A temporary file of one task: appended to, read anywhere. It is made with the first byte and gone
 * with `close`. Synchronous, since it is used inside a stage's loop.
 */
export class SpillFile {
  readonly #dir: string
  readonly #path: string
  #file: number | undefined
  #length = 0
  #closed = false

  /** `name` must be no other file's, under `dir`. */
  constructor(dir: string, name: string) {
    this.#dir = dir
    this.#path = `${dir}/${name}`
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length
  }

  /** Appends the first `count` of `bytes`; returns the offset at which they begin. */
  append(bytes: Uint8Array, count = bytes.length): number {
    const file = this.#opened()
    const start = this.#length
    for (let at = 0; at < count; ) at += writeSync(file, bytes, at, count - at, start + at)
    this.#length = start + count
    return start
  }

  /** The bytes from `offset` on: `length` of them, in `into` if it is given and large enough. */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array {
    const bytes =
      into !== undefined && into.length >= length
        ? into.subarray(0, length)
        : Buffer.allocUnsafeSlow(length)
    const file = this.#opened()
    for (let at = 0; at < length; ) {
      const count = readSync(file, bytes, at, length - at, offset + at)
      if (count === 0) throw new Error(`${this.#path} was cut short at byte ${offset + at}`)
      at += count
    }
    return bytes
  }

  /** Forgets what was written, so that the file can be filled anew. */
  clear(): void {
    this.#length = 0
  }

  /** Removes the file; reading it from now on is a {@link SpillFileClosedError}. */
  close(): void {
    this.#closed = true
    if (this.#file === undefined) return
    closeSync(this.#file)
    this.#file = undefined
    rmSync(this.#path, { force: true })
  }

  #opened(): number {
    if (this.#file !== undefined) return this.#file
    if (this.#closed) throw new SpillFileClosedError(this.#path)
    mkdirSync(this.#dir, { recursive: true })
    this.#file = openSync(this.#path, 'wx+')
    return this.#file
  }
}
