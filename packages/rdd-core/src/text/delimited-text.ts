import { closeSync, fstatSync, readSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'
import { openInput } from './open-input.js'
import type { TextSplit } from './text-lines.js'

/** Bytes per read. */
const CHUNK_BYTES = 1 << 20

/**
 * The records of a split between delimiters of the user's own, many at a time. A record belongs to the
 * split in which it begins, as a line does; a delimiter at the very end ends the last record.
 */
export function* delimitedText(
  runtime: TaskRuntime,
  split: TextSplit,
  chunkBytes: number = CHUNK_BYTES,
): Generator<readonly string[], void> {
  const file = openInput(runtime, split)
  if (file === undefined) return
  const delimiter = Buffer.from(split.delimiter ?? '\n', 'utf8')
  try {
    const size = fstatSync(file).size
    const from = borderAfter(file, split.start, size, delimiter, chunkBytes)
    const until = split.end < 0 ? size : borderAfter(file, split.end, size, delimiter, chunkBytes)
    let rest: Buffer = Buffer.alloc(0)
    for (let at = from; at < until; ) {
      const piece = Buffer.allocUnsafe(Math.min(chunkBytes, until - at))
      const got = readSync(file, piece, 0, piece.length, at)
      if (got === 0) break
      at += got
      const searchFrom = Math.max(0, rest.length - delimiter.length + 1)
      const whole =
        rest.length === 0 ? piece.subarray(0, got) : Buffer.concat([rest, piece.subarray(0, got)])
      const { records, consumed } = cut(whole, searchFrom, delimiter)
      rest = whole.subarray(consumed)
      runtime.metrics.recordsRead += records.length
      if (records.length > 0) yield records
    }
    if (rest.length > 0) {
      runtime.metrics.recordsRead += 1
      yield [rest.toString('utf8')]
    }
    runtime.metrics.bytesRead += Math.max(0, until - from)
  } finally {
    if (runtime.openFiles.delete(file)) closeSync(file)
  }
}

function cut(
  bytes: Buffer,
  searchFrom: number,
  delimiter: Buffer,
): { readonly records: string[]; readonly consumed: number } {
  const records: string[] = []
  let consumed = 0
  for (
    let next = bytes.indexOf(delimiter, searchFrom);
    next !== -1;
    next = bytes.indexOf(delimiter, consumed)
  ) {
    records.push(bytes.toString('utf8', consumed, next))
    consumed = next + delimiter.length
  }
  return { records, consumed }
}

/** Where the first record begins that is certain to begin after `position`; 0 stays 0. */
function borderAfter(
  file: number,
  position: number,
  size: number,
  delimiter: Buffer,
  chunkBytes: number,
): number {
  if (position <= 0) return 0
  const buffer = Buffer.allocUnsafe(chunkBytes + delimiter.length)
  const from = isOneByteRepeated(delimiter) ? aligned(file, position, delimiter) : position
  for (let at = from; at < size; at += chunkBytes) {
    const got = readSync(file, buffer, 0, buffer.length, at)
    const found = buffer.subarray(0, got).indexOf(delimiter)
    if (found !== -1) return at + found + delimiter.length
  }
  return size
}

/**
 * Whether occurrences can overlap in a way that only the beginning of the file decides: then it is not cut.
 * Repetitions of one byte, such as empty lines, can be told apart from where their run begins.
 */
export function isAmbiguous(delimiter: string): boolean {
  const bytes = Buffer.from(delimiter, 'utf8')
  if (isOneByteRepeated(bytes)) return false
  for (let length = 1; length < bytes.length; length++) {
    if (bytes.subarray(0, length).equals(bytes.subarray(bytes.length - length))) return true
  }
  return false
}

const isOneByteRepeated = (delimiter: Buffer): boolean =>
  delimiter.length > 1 && delimiter.every((byte) => byte === delimiter[0])

/** The first position from `position` on at which a delimiter may begin, seen from where its run of bytes begins. */
function aligned(file: number, position: number, delimiter: Buffer): number {
  const one = Buffer.allocUnsafe(1)
  const isOfRun = (at: number) => readSync(file, one, 0, 1, at) === 1 && one[0] === delimiter[0]
  let begin = position
  while (begin > 0 && isOfRun(begin - 1)) begin -= 1
  if (begin === position) return position
  let end = position
  while (isOfRun(end)) end += 1
  const { length } = delimiter
  const next = begin + Math.ceil((position - begin) / length) * length
  return next + length > end ? end : next
}
