import { ByteSink, decodePairs, decodeRows, encodePairs, encodeRows } from '@firesteel/serializer'
import type { PairBatch, SpillFile } from '../task-runtime.js'
import type { SpillHost } from './spill-host.js'

/** Bytes gathered before they are written. */
const WRITE_BYTES = 1 << 18
const MAX_BATCH = 1_024

/** A batch in a spill file. */
export interface Piece {
  readonly file: SpillFile
  readonly offset: number
  readonly length: number
  readonly count: number
}

/** So many records of about `bytes` each make a batch that can be held beside a full table. */
export const batchRecords = (bytes: number): number =>
  Math.max(1, Math.min(MAX_BATCH, Math.floor(WRITE_BYTES / Math.max(1, bytes))))

/** Appends column batches to one spill file of a task, in large writes, and counts them. */
export class SpillWriter {
  readonly #host: SpillHost
  readonly #file: SpillFile
  readonly #sink = new ByteSink(WRITE_BYTES + (WRITE_BYTES >> 2))

  constructor(host: SpillHost) {
    this.#host = host
    this.#file = host.spillFile()
  }

  /** Writes the first `count` pairs; the piece can be read after `flush`. */
  pairs(keys: readonly unknown[], values: readonly unknown[], count: number): Piece {
    const { serializer } = this.#host
    return this.#piece(count, () => encodePairs(keys, values, 0, count, this.#sink, serializer))
  }

  /** Writes rows `from`..`to` (exclusive); the piece can be read after `flush`. */
  rows(rows: readonly unknown[], from: number, to: number): Piece {
    const { serializer } = this.#host
    return this.#piece(to - from, () => encodeRows(rows, from, to, this.#sink, serializer))
  }

  /** Hands over to the file what was gathered. */
  flush(): void {
    const { length, bytes } = this.#sink
    if (length === 0) return
    this.#file.append(bytes, length)
    this.#host.metrics.diskBytesSpilled += length
    if (bytes.length > 4 * WRITE_BYTES) this.#sink.replace(WRITE_BYTES)
    else this.#sink.clear()
  }

  /** Removes the file; nothing of it can be read any more. */
  close(): void {
    this.#file.close()
  }

  #piece(count: number, encode: () => Uint8Array): Piece {
    const offset = this.#file.length + this.#sink.length
    const { length } = encode()
    if (this.#sink.length >= WRITE_BYTES) this.flush()
    return { file: this.#file, offset, length, count }
  }
}

/** The pairs of a piece. */
export const readPairs = (piece: Piece, host: SpillHost): PairBatch =>
  decodePairs(piece.file.read(piece.offset, piece.length), 0, host.serializer)

/** The rows of a piece. */
export const readRows = (piece: Piece, host: SpillHost): readonly unknown[] =>
  decodeRows(piece.file.read(piece.offset, piece.length), 0, host.serializer).rows
