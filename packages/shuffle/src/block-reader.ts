import { closeSync, openSync, readSync } from 'node:fs'
import type { ShuffleSegment } from './shuffle-files.js'

/** A block: its bytes, or where in which file they are. */
export type BlockBytes = Uint8Array | ShuffleSegment

/** Bytes of a file that are held at a time; more only when one batch is larger. */
export const WINDOW_BYTES = 1 << 20

/** Memory through which blocks are read, one after the other: one block at a time may use it. */
export class BlockWindow {
  #bytes: Uint8Array = new Uint8Array()

  /** At least `needed` bytes, beginning with the `kept` ones that start at `from`. */
  moved(from: number, kept: number, needed: number): Uint8Array {
    const old = this.#bytes
    const isFit = old.length >= needed && old.length <= Math.max(WINDOW_BYTES, needed) * 2
    if (isFit) old.copyWithin(0, from, from + kept)
    else {
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(WINDOW_BYTES, 2 * old.length)))
      this.#bytes.set(old.subarray(from, from + kept))
    }
    return this.#bytes
  }
}

/** Reads a block front to back, so that a large one in a file is never held whole. */
export class BlockReader {
  /** Bytes of the block. */
  readonly length: number
  readonly #window: BlockWindow
  readonly #segment: ShuffleSegment | undefined
  #file: number | undefined
  #bytes: Uint8Array
  /** Where in the block `#bytes` begins, and how many of them count. */
  #start = 0
  #count: number

  constructor(block: BlockBytes, window = new BlockWindow()) {
    const inMemory = block instanceof Uint8Array
    this.length = block.length
    this.#window = window
    this.#segment = inMemory ? undefined : block
    this.#bytes = inMemory ? block : new Uint8Array()
    this.#count = this.#bytes.length
  }

  /** The `count` bytes from `offset` on, valid until the next call; throws when they are not there. */
  view(offset: number, count: number): Uint8Array {
    const end = offset + count
    if (end > this.length) throw new Error(`it has ${this.length} bytes, not ${end}`)
    if (offset < this.#start || end > this.#start + this.#count) this.#fill(offset, count)
    const from = offset - this.#start
    return this.#bytes.subarray(from, from + count)
  }

  /** Closes the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #fill(offset: number, count: number): void {
    const { file, offset: begin } = this.#segment as ShuffleSegment
    const wanted = Math.min(this.length - offset, Math.max(count, WINDOW_BYTES))
    const known = this.#start + this.#count
    const kept = offset >= this.#start && offset < known ? known - offset : 0
    const bytes = this.#window.moved(kept === 0 ? 0 : offset - this.#start, kept, wanted)
    this.#file ??= openSync(file, 'r')
    for (let at = kept; at < wanted; ) {
      const read = readSync(this.#file, bytes, at, wanted - at, begin + offset + at)
      if (read === 0) throw new Error(`${file} was cut short`)
      at += read
    }
    this.#bytes = bytes
    this.#start = offset
    this.#count = wanted
  }
}
