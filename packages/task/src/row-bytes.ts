import { ByteSink, decodeRows, encodeRows } from '@firesteel/serializer'
import type { Serializer } from '@firesteel/serializer'

const ROWS_PER_BATCH = 1024

/** Rows as batches, one behind the other. */
export function encodeAllRows(rows: readonly unknown[], serializer: Serializer): Uint8Array {
  const sink = new ByteSink(1 << 14)
  for (let from = 0; from < rows.length; from += ROWS_PER_BATCH) {
    encodeRows(rows, from, Math.min(rows.length, from + ROWS_PER_BATCH), sink, serializer)
  }
  return sink.copy()
}

/** What {@link encodeAllRows} wrote. */
export function decodeAllRows(bytes: Uint8Array, serializer: Serializer): unknown[] {
  const rows: unknown[] = []
  for (let at = 0; at < bytes.length; ) {
    const batch = decodeRows(bytes, at, serializer)
    for (const row of batch.rows) rows.push(row)
    at = batch.next
  }
  return rows
}
