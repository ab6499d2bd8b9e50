import { closeSync, readSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'
import { openInput } from '../text/open-input.js'
import { PortableDataStream } from './portable-data-stream.js'

const READ_BYTES = 1 << 20

/** A file of a partition of `binaryFiles`. */
export interface BinaryFile {
  readonly path: string
  readonly size: number
}

/** Path and content of each file; the content is not read before it is asked for. */
export function* binaryFiles(
  runtime: TaskRuntime,
  files: readonly BinaryFile[],
): Generator<readonly unknown[], void> {
  for (const { path, size } of files) {
    runtime.metrics.recordsRead += 1
    yield [[path, new PortableDataStream(path, size)]]
  }
}

/** A stretch of whole records of one file. */
export interface BinarySplit {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly recordLength: number
  readonly ignoreMissing?: boolean | undefined
}

/** The records of a split, each of its own bytes. */
export function* binaryRecords(
  runtime: TaskRuntime,
  split: BinarySplit,
): Generator<readonly Buffer[], void> {
  const file = openInput(runtime, { ...split, gzip: false })
  if (file === undefined) return
  const { recordLength } = split
  const atOnce = Math.max(1, Math.floor(READ_BYTES / recordLength)) * recordLength
  try {
    for (let at = split.start; at < split.end; at += atOnce) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(atOnce, split.end - at))
      for (let have = 0; have < bytes.length; ) {
        const got = readSync(file, bytes, have, bytes.length - have, at + have)
        if (got === 0) throw new RangeError(`${split.path} has become shorter while it was read`)
        have += got
      }
      const records: Buffer[] = []
      for (let from = 0; from < bytes.length; from += recordLength) {
        records.push(bytes.subarray(from, from + recordLength))
      }
      runtime.metrics.recordsRead += records.length
      runtime.metrics.bytesRead += bytes.length
      yield records
    }
  } finally {
    if (runtime.openFiles.delete(file)) closeSync(file)
  }
}
