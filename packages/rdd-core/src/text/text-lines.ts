import { isAscii } from 'node:buffer'
import { readSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'
import { linesOf } from './lines-of.js'
import { openSplit } from './open-split.js'

/** A stretch of a text file: the lines that begin in it. */
export interface TextSplit {
  readonly path: string
  readonly start: number
  /** -1: to the end of the file. */
  readonly end: number
  /** Kept compressed: read through its decompressed copy, whole. */
  readonly gzip: boolean
  /** What ends a record; the end of a line when absent. */
  readonly delimiter?: string | undefined
  readonly ignoreMissing?: boolean | undefined
  /** Records before the place where a compressed file is damaged are all there are. */
  readonly ignoreCorrupt?: boolean | undefined
}

/** Bytes per read: larger ones are no faster, smaller ones are. */
export const CHUNK_BYTES = 1 << 20
const LF = 10
const CR = 13

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
  const { file, from, until, close } = openSplit(runtime, split)
  try {
    for (const lines of chunksOfLines(file, from, until, chunkBytes)) {
      runtime.metrics.recordsRead += lines.length
      yield lines
    }
    runtime.metrics.bytesRead += Math.max(0, until - from)
  } finally {
    close()
  }
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
