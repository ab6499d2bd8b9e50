import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Serializer, ByteSink, decodeRows, encodeRows } from '@firesteel/serializer'
import { pieceLength, readRuns } from '@firesteel/storage'

type Batch = readonly unknown[]

const ROWS_PER_BATCH = 1024
/** Encoded bytes that make one run of a block. */
const RUN_BYTES = 1 << 20
/** Encoded bytes that are compressed as one piece. */
const PIECE_BYTES = 1 << 18
const FASTEST = { level: 1 }
const HEADER = 4

/**
 * How rows of persisted partitions are bytes: batches, one behind the other; with compression pieces of
 * several batches, deflated, each behind its length. In memory, in files and on the way it is the same.
 */
export class BlockCodec {
  readonly #serializer: Serializer
  readonly #compress: boolean

  constructor(serializer: Serializer, compress: boolean) {
    this.#serializer = serializer
    this.#compress = compress
  }

  encoder(): BlockEncoder {
    return new BlockEncoder(this.#serializer, this.#compress)
  }

  /** All rows as one run. */
  encodeAll(rows: Batch): Uint8Array {
    const encoder = this.encoder()
    encoder.add(rows)
    return encoder.finish().slice()
  }

  /** The rows of a run, one batch at a time. */
  *decode(run: Uint8Array): Generator<Batch, void> {
    if (!this.#compress) return yield* this.#batches(run)
    for (let at = 0; at < run.length; ) {
      const next = at + pieceLength(run, at)
      yield* this.#batches(inflateRawSync(run.subarray(at + HEADER, next)))
      at = next
    }
  }

  *decodeRuns(runs: readonly Uint8Array[]): Generator<Batch, void> {
    for (const run of runs) yield* this.decode(run)
  }

  /** The rows of a block's open file; may be read several times at once. */
  *decodeFile(file: number): Generator<Batch, void> {
    for (const run of readRuns(file, RUN_BYTES)) yield* this.decode(run)
  }

  *#batches(bytes: Uint8Array): Generator<Batch, void> {
    for (let at = 0; at < bytes.length; ) {
      const { rows, next } = decodeRows(bytes, at, this.#serializer)
      at = next
      yield rows
    }
  }
}

/** Turns rows into runs. What `take` and `finish` return is valid until more rows are added. */
export class BlockEncoder {
  readonly #serializer: Serializer
  readonly #compress: boolean
  readonly #out = new ByteSink(1 << 14)
  /** With compression: batches of the piece that is not full yet. */
  readonly #piece = new ByteSink(1 << 14)

  constructor(serializer: Serializer, compress: boolean) {
    this.#serializer = serializer
    this.#compress = compress
  }

  add(rows: Batch): void {
    const sink = this.#compress ? this.#piece : this.#out
    for (let from = 0; from < rows.length; from += ROWS_PER_BATCH) {
      const to = Math.min(rows.length, from + ROWS_PER_BATCH)
      encodeRows(rows, from, to, sink, this.#serializer)
      if (this.#compress && sink.length >= PIECE_BYTES) this.#deflate()
    }
  }

  /** Whether a run is full. */
  get isReady(): boolean {
    return this.#out.length >= RUN_BYTES
  }

  /** What is encoded and was not cleared. */
  peek(): Uint8Array {
    return this.#out.bytes.subarray(0, this.#out.length)
  }

  /** Forgets what `peek` shows. */
  clear(): void {
    this.#out.clear()
  }

  /** The last run, perhaps an empty one. */
  finish(): Uint8Array {
    if (this.#piece.length > 0) this.#deflate()
    return this.peek()
  }

  #deflate(): void {
    const piece = this.#piece
    const deflated = deflateRawSync(piece.bytes.subarray(0, piece.length), FASTEST)
    this.#out.u32(deflated.length)
    this.#out.raw(deflated)
    piece.clear()
  }
}
