import { closeSync, openSync, readSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { ByteSink, type Serializer, decodeRows, encodeRows } from '@firesteel/serializer'
import { RowFileError } from './errors.js'

/** What a file of rows begins with: its kind, and the version of what follows. */
const MAGIC = Uint8Array.of(0x46, 0x53, 0x52, 0x4f, 0x57, 0x53)
/** What follows it: batches as they are, or each of them compressed. */
const PLAIN = 1
const COMPRESSED = 2
const ROWS_PER_BATCH = 1024
/** Before each batch: how long it is. */
const HEADER = 4

/** Writes rows, some at a time, through `write`. */
export class RowFileWriter {
  readonly #serializer: Serializer
  readonly #write: (bytes: Uint8Array) => void
  readonly #compress: boolean
  #pending: unknown[] = []
  /** Rows so far. */
  rows = 0

  constructor(
    serializer: Serializer,
    write: (bytes: Uint8Array) => void,
    { compress = false }: { readonly compress?: boolean } = {},
  ) {
    this.#serializer = serializer
    this.#write = write
    this.#compress = compress
    write(Uint8Array.of(...MAGIC, compress ? COMPRESSED : PLAIN))
  }

  add(row: unknown): void {
    this.rows += 1
    if (this.#pending.push(row) === ROWS_PER_BATCH) this.flush()
  }

  /** Writes what was added since. */
  flush(): void {
    const rows = this.#pending
    if (rows.length === 0) return
    this.#pending = []
    const sink = new ByteSink(1 << 14)
    encodeRows(rows, 0, rows.length, sink, this.#serializer)
    const body = this.#compress ? gzipSync(sink.copy()) : sink.copy()
    const framed = new Uint8Array(HEADER + body.length)
    new DataView(framed.buffer).setUint32(0, body.length)
    framed.set(body, HEADER)
    this.#write(framed)
  }
}

/** The rows of a file that a {@link RowFileWriter} wrote, one batch at a time. Throws {@link RowFileError} when it is none, or not whole. */
export function* readRowFile(
  path: string,
  serializer: Serializer,
): Generator<readonly unknown[], void> {
  const file = openSync(path, 'r')
  try {
    const magic = read(file, MAGIC.length + 1)
    const format = magic.at(-1)
    const isKnown = format === PLAIN || format === COMPRESSED
    if (!isKnown || Buffer.compare(magic.subarray(0, -1), MAGIC) !== 0) {
      throw new RowFileError(path, 'it is no file of rows, or one of another version')
    }
    for (let header = read(file, HEADER); header.length > 0; header = read(file, HEADER)) {
      if (header.length < HEADER) throw new RowFileError(path, 'it ends inside a batch')
      const length = new DataView(header.buffer, header.byteOffset).getUint32(0)
      const body = read(file, length)
      if (body.length < length) throw new RowFileError(path, 'it ends inside a batch')
      yield decodeRows(format === COMPRESSED ? gunzipSync(body) : body, 0, serializer).rows
    }
  } finally {
    closeSync(file)
  }
}

/** The next `length` bytes, or fewer where the file ends. */
function read(file: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const more = readSync(file, bytes, at, length - at, null)
    if (more === 0) break
    at += more
  }
  return bytes.subarray(0, at)
}
