import { closeSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BlockId } from './block-id.js'
import type { DiskStore } from './disk-store.js'

/**
 * A block's file under way: written beside its place, piece by piece, and put there by `commit`. Nothing
 * is left of it after `abort`.
 */
export class BlockFileWriter {
  readonly #path: string
  readonly #temporary: string
  readonly #file: number
  #bytes = 0
  #isOpen = true

  constructor(disk: DiskStore, id: BlockId) {
    this.#path = disk.path(id)
    this.#temporary = disk.temporaryPath(id)
    mkdirSync(dirname(this.#path), { recursive: true })
    this.#file = openSync(this.#temporary, 'wx')
  }

  get bytesWritten(): number {
    return this.#bytes
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#file, bytes, at, bytes.length - at)
    }
    this.#bytes += bytes.length
  }

  /** Puts the file in its place, over any there was; its size. */
  commit(): number {
    this.#close()
    renameSync(this.#temporary, this.#path)
    return this.#bytes
  }

  /** Harmless after `commit`. */
  abort(): void {
    if (!this.#isOpen) return
    this.#close()
    rmSync(this.#temporary, { force: true })
  }

  #close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    closeSync(this.#file)
  }
}

/** Bytes before a piece: the length of the rest. */
const HEADER = 4

/** The length that a piece's first bytes tell, these included. */
export const pieceLength = (bytes: Uint8Array, at: number): number =>
  HEADER +
  (((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
    0)

/**
 * The pieces of an open file, in runs of about `runBytes`: each run ends where a piece does. A run is valid
 * until the next is asked for. Throws when the file ends within a piece.
 */
export function* readRuns(file: number, runBytes: number): Generator<Uint8Array, void> {
  let buffer: Uint8Array = Buffer.allocUnsafeSlow(runBytes)
  let offset = 0
  let filled = 0
  for (;;) {
    const read = readSync(file, buffer, filled, buffer.length - filled, offset)
    offset += read
    filled += read
    const whole = wholePieces(buffer, filled)
    if (whole > 0) {
      yield buffer.subarray(0, whole)
      // What is behind may lie over what is before: both are in one buffer.
      buffer.copyWithin(0, whole, filled)
      filled -= whole
    } else if (filled === buffer.length) {
      buffer = larger(buffer, pieceLength(buffer, 0))
    }
    if (read > 0) continue
    if (filled === 0) return
    throw new Error(`a block file ends within a piece: ${filled} bytes are left over`)
  }
}

/** How many of the first `filled` bytes are whole pieces. */
function wholePieces(bytes: Uint8Array, filled: number): number {
  let at = 0
  while (filled - at >= HEADER) {
    const next = at + pieceLength(bytes, at)
    if (next > filled) break
    at = next
  }
  return at
}

function larger(bytes: Uint8Array, atLeast: number): Uint8Array {
  const grown = Buffer.allocUnsafeSlow(Math.max(atLeast, bytes.length * 2))
  grown.set(bytes)
  return grown
}
