import type { ByteSink } from './byte-sink.js'
import type { Serializer } from './serializer.js'

/** A decoded batch of pairs and where the next one begins. */
export interface PairBatch {
  readonly keys: unknown[]
  readonly values: unknown[]
  readonly next: number
}
/** A decoded batch of rows and where the next one begins. */
export interface RowBatch {
  readonly rows: unknown[]
  readonly next: number
}

/** Appends the pairs `from`..`to` (exclusive) as one self-delimiting batch to `out`; returns its bytes. */
export function encodePairs(
  _keys: readonly unknown[],
  _values: readonly unknown[],
  _from: number,
  _to: number,
  _out: ByteSink | undefined,
  _serializer: Serializer,
): Uint8Array {
  throw new Error('not yet')
}
/** The batch of pairs that begins at `offset`. */
export function decodePairs(_bytes: Uint8Array, _offset: number, _serializer: Serializer): PairBatch {
  throw new Error('not yet')
}
/** Appends the rows `from`..`to` (exclusive) as one self-delimiting batch to `out`; returns its bytes. */
export function encodeRows(
  _rows: readonly unknown[],
  _from: number,
  _to: number,
  _out: ByteSink | undefined,
  _serializer: Serializer,
): Uint8Array {
  throw new Error('not yet')
}
/** The batch of rows that begins at `offset`. */
export function decodeRows(_bytes: Uint8Array, _offset: number, _serializer: Serializer): RowBatch {
  throw new Error('not yet')
}
