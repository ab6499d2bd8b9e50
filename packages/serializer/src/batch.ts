import type { ByteSink } from './byte-sink.js'
import { MAX_CELLS, MAX_RECORDS } from './columns/column-kind.js'
import { readColumn } from './columns/read-column.js'
import { writeColumn } from './columns/write-column.js'
import { SerializationError } from './errors.js'
import { type Serializer, unknownVersion } from './serializer.js'
import { FORMAT_VERSION } from './tags.js'
import type { ValueReader } from './value-reader.js'
import type { ValueWriter } from './value-writer.js'

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

/** Bytes before the body of a batch: its length. */
const HEADER = 4

/**
 * Appends the pairs `from`..`to` (exclusive) to `out` as one batch that knows its length; returns its
 * bytes, which are a view of `out`, valid until it is written to again, or memory of their own without one.
 * About 1,024 records are a good size; more than 65,536 are refused.
 */
export function encodePairs(
  keys: readonly unknown[],
  values: readonly unknown[],
  from: number,
  to: number,
  out: ByteSink | undefined,
  serializer: Serializer,
): Uint8Array {
  const count = to - from
  return encode(count, out, serializer, (writer) => {
    const context = { writer, serializer, cells: MAX_CELLS - 2 * count }
    writeColumn(keys, from, to, 'key', context)
    writeColumn(values, from, to, 'value', context)
  })
}

/** The batch of pairs that begins at `offset`; throws {@link SerializationError} when there is none. */
export function decodePairs(bytes: Uint8Array, offset: number, serializer: Serializer): PairBatch {
  return decode(bytes, offset, serializer, (reader, count, next) => {
    const budget = { cells: MAX_CELLS }
    const keys = readColumn(reader, count, budget)
    return { keys, values: readColumn(reader, count, budget), next }
  })
}

/** As {@link encodePairs}, for single values. */
export function encodeRows(
  rows: readonly unknown[],
  from: number,
  to: number,
  out: ByteSink | undefined,
  serializer: Serializer,
): Uint8Array {
  const count = to - from
  return encode(count, out, serializer, (writer) => {
    writeColumn(rows, from, to, 'row', { writer, serializer, cells: MAX_CELLS - count })
  })
}

/** The batch of rows that begins at `offset`; throws {@link SerializationError} when there is none. */
export function decodeRows(bytes: Uint8Array, offset: number, serializer: Serializer): RowBatch {
  return decode(bytes, offset, serializer, (reader, count, next) => ({
    rows: readColumn(reader, count, { cells: MAX_CELLS }),
    next,
  }))
}

function encode(
  count: number,
  out: ByteSink | undefined,
  serializer: Serializer,
  write: (writer: ValueWriter) => void,
): Uint8Array {
  if (count < 0 || count > MAX_RECORDS) {
    throw new RangeError(`a batch holds 0 to ${MAX_RECORDS} records, not ${count}`)
  }
  return serializer.writeWith((writer) => {
    const { sink } = writer
    sink.u32(0)
    sink.u8(FORMAT_VERSION)
    sink.varint(count)
    writer.begin()
    write(writer)
    sink.setU32(0, sink.length - HEADER)
    if (out === undefined) return sink.copy()
    out.raw(sink.bytes.subarray(0, sink.length))
    return out.bytes.subarray(out.length - sink.length, out.length)
  })
}

function decode<T>(
  bytes: Uint8Array,
  offset: number,
  serializer: Serializer,
  read: (reader: ValueReader, count: number, next: number) => T,
): T {
  return serializer.readWith((reader) => {
    reader.begin(bytes, offset, bytes.length)
    const length = reader.u32()
    const start = offset + HEADER
    const next = start + length
    if (next > bytes.length) {
      throw new SerializationError(`a batch of ${length} bytes, ${bytes.length - start} are there`)
    }
    reader.begin(bytes, start, next)
    const version = reader.u8()
    if (version !== FORMAT_VERSION) throw unknownVersion(version)
    const count = reader.varint()
    if (count > MAX_RECORDS) throw new SerializationError(`a batch of ${count} records`)
    const batch = read(reader, count, next)
    if (reader.at === next) return batch
    throw new SerializationError(`${next - reader.at} bytes are left over in a batch`)
  })
}
