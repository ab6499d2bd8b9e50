import { isAscii } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'
import { linesOf } from './lines-of.js'

/** A stretch of a text file: the lines that begin in it. */
export interface TextSplit {
  readonly path: string
  readonly start: number
  /** -1: to the end of the file. */
  readonly end: number
  /** Kept compressed: read through its decompressed copy, whole. */
  readonly gzip: boolean
}

/** Bytes per read: larger ones are no faster, smaller ones are. */
export const CHUNK_BYTES = 1 << 20
const LF = 10
const CR = 13
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The lines of a split, many at a time, read synchronously. A line belongs to the split in which it
 * begins, where a line that begins exactly at a border belongs to the earlier split; so every line
 * of a file is in one split, wherever it is cut. LF, CR and CRLF end a line.
 * @see org.apache.hadoop.mapred.LineRecordReader
 */
export function* textLines(
  runtime: TaskRuntime,
  split: TextSplit,
  chunkBytes: number = CHUNK_BYTES,
): Generator<readonly string[], void> {
  const file = openSync(split.gzip ? runtime.plainFile(split.path) : split.path, 'r')
  // A user's function may stop reading without closing the iterator.
  runtime.openFiles.add(file)
  try {
    const size = fstatSync(file).size
    const from = split.start === 0 ? markBytes(file) : lineBorder(file, split.start, size)
    const until = split.end < 0 ? size : lineBorder(file, split.end, size)
    for (const lines of chunksOfLines(file, from, until, chunkBytes)) {
      runtime.metrics.recordsRead += lines.length
      yield lines
    }
    runtime.metrics.bytesRead += Math.max(0, until - from)
  } finally {
    if (runtime.openFiles.delete(file)) closeSync(file)
  }
}

/** The first position at or after `position` where a line begins, counting from a line's inside; 0 stays 0. */
function lineBorder(file: number, position: number, size: number): number {
  if (position <= 0) return 0
  const buffer = Buffer.allocUnsafe(1 << 16)
  for (let at = Math.min(position, size); at < size; ) {
    const got = readSync(file, buffer, 0, buffer.length, at)
    if (got === 0) break
    for (let i = 0; i < got; i++) {
      if (buffer[i] === LF) return at + i + 1
      if (buffer[i] === CR) {
        const next = i + 1 < got ? buffer[i + 1] : byteAt(file, at + i + 1)
        return at + i + (next === LF ? 2 : 1)
      }
    }
    at += got
  }
  return size
}

function byteAt(file: number, position: number): number | undefined {
  const one = Buffer.allocUnsafe(1)
  return readSync(file, one, 0, 1, position) === 1 ? one[0] : undefined
}

function* chunksOfLines(
  file: number,
  from: number,
  until: number,
  chunkBytes: number,
): Generator<readonly string[], void> {
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, until - from)))
  /** Pieces of a line whose end was not read yet. */
  let carried: Buffer[] = []
  for (let at = from; at < until; ) {
    const got = readSync(file, buffer, 0, Math.min(buffer.length, until - at), at)
    // The file has become shorter: what there is, is all.
    if (got === 0) break
    at += got
    const border = at >= until ? got : lastBorder(buffer, got)
    if (border === 0) {
      carried.push(Buffer.from(buffer.subarray(0, got)))
      continue
    }
    const whole =
      carried.length === 0
        ? buffer.subarray(0, border)
        : Buffer.concat([...carried, buffer.subarray(0, border)])
    carried = border < got ? [Buffer.from(buffer.subarray(border, got))] : []
    yield linesOf(isAscii(whole) ? whole.toString('latin1') : whole.toString('utf8'), whole)
  }
  if (carried.length > 0) {
    const whole = Buffer.concat(carried)
    yield linesOf(whole.toString('utf8'), whole)
  }
}

/** The end of the last line that certainly ends within the bytes; a CR at the very end may be half a CRLF. */
function lastBorder(buffer: Buffer, got: number): number {
  const lf = buffer.lastIndexOf(LF, got - 1)
  const cr = buffer.subarray(lf + 1, Math.max(lf + 1, got - 1)).lastIndexOf(CR)
  return cr === -1 ? lf + 1 : lf + 1 + cr + 1
}

/** The bytes of a byte order mark at the beginning of the file. */
function markBytes(file: number): number {
  const head = Buffer.alloc(BYTE_ORDER_MARK.length)
  readSync(file, head, 0, head.length, 0)
  return head.equals(BYTE_ORDER_MARK) ? head.length : 0
}
