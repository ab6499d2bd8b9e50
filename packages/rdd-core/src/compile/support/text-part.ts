import { gzipSync } from 'node:zlib'
import type { OutputTarget } from '../../output/output-target.js'
import type { TaskRuntime } from '../../task-runtime.js'

/** Text gathered before it is written; more when it is compressed, since each piece is by itself. */
const WRITE_AT_LENGTH = 1 << 16
const COMPRESS_AT_LENGTH = 1 << 20

/** A part of a job's output under way. */
export interface RecordPart {
  add(record: unknown): void
  /** Writes what is left; how many records there are. */
  finish(): number
}

/** Opens this attempt's part of lines; whoever runs the program commits it. */
export function textPart(runtime: TaskRuntime, target: OutputTarget): RecordPart {
  const part = runtime.openOutput(target)
  const isCompressed = target.suffix === '.gz'
  const limit = isCompressed ? COMPRESS_AT_LENGTH : WRITE_AT_LENGTH
  let pending = ''
  let records = 0
  const flush = () => {
    const text = Buffer.from(pending, 'utf8')
    // Members of one file one behind the other are one text to whoever decompresses it.
    const bytes = isCompressed ? gzipSync(text) : text
    part.write(bytes)
    runtime.metrics.bytesWritten += bytes.length
    pending = ''
  }
  return {
    add(record) {
      pending += `${lineOf(record)}\n`
      records += 1
      if (pending.length >= limit) flush()
    },
    finish() {
      if (pending !== '' || (isCompressed && records === 0)) flush()
      part.close()
      runtime.metrics.recordsWritten += records
      return records
    },
  }
}

/** A record as a line: text as it is, arrays and plain objects as JSON, the rest as `String` has it. */
export function lineOf(record: unknown): string {
  if (typeof record === 'string') return record
  if (record === null || record === undefined) {
    throw new TypeError(`saveAsTextFile: a record is ${record}; map it to text first`)
  }
  if (typeof record !== 'object') return String(record as number | bigint | boolean | symbol)
  const proto: unknown = Object.getPrototypeOf(record)
  const plain = Array.isArray(record) || proto === null || proto === Object.prototype
  return plain ? JSON.stringify(record, asText) : (record as Date).toString()
}

/** What JSON refuses, as text. */
const asText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value
