import type { OutputPart, TaskRuntime } from '../../task-runtime.js'

/** Text gathered before it is written. */
const WRITE_AT_LENGTH = 1 << 16

/** A part of a text output, one line per record. */
export interface TextPart {
  add(record: unknown): void
  commit(): string
  abort(): void
}

/** Opens this attempt's part; nothing is visible before `commit`. */
export function textPart(runtime: TaskRuntime, path: string, jobToken: string): TextPart {
  const part: OutputPart = runtime.openOutput(path, jobToken)
  let pending = ''
  let records = 0
  const flush = () => {
    const bytes = Buffer.from(pending, 'utf8')
    part.write(bytes)
    runtime.metrics.bytesWritten += bytes.length
    pending = ''
  }
  return {
    add(record) {
      pending += `${lineOf(record)}\n`
      records += 1
      if (pending.length >= WRITE_AT_LENGTH) flush()
    },
    commit() {
      flush()
      runtime.metrics.recordsWritten += records
      return part.commit()
    },
    abort: () => part.abort(),
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
