import { ByteSink, decodeRows, encodeRows } from '@firesteel/serializer'
import type { TaskRuntime } from '../../task-runtime.js'

const BATCH = 1024
/** Batches that stay in memory as they are; what comes after them goes to disk. */
const KEPT_BATCHES = 8

/** Rows that are made before the loop runs, and read by it: few in memory, the others on disk. */
export interface RowSpool {
  add(row: unknown): void
  /** The rows in batches; can be gone through many times. */
  batches(): Iterable<readonly unknown[]>
}

/** A spool whose file ends with the task. */
export function rowSpool(runtime: TaskRuntime): RowSpool {
  const kept: (readonly unknown[])[] = []
  const written: { readonly at: number; readonly length: number }[] = []
  let file: ReturnType<TaskRuntime['spillFile']> | undefined
  let open: unknown[] = []
  const put = () => {
    if (kept.length < KEPT_BATCHES) {
      kept.push(open)
    } else {
      const sink = new ByteSink(1 << 14)
      encodeRows(open, 0, open.length, sink, runtime.serializer)
      const bytes = sink.copy()
      file ??= runtime.spillFile()
      written.push({ at: file.append(bytes), length: bytes.length })
      runtime.metrics.diskBytesSpilled += bytes.length
    }
    open = []
  }
  return {
    add(row) {
      open.push(row)
      if (open.length === BATCH) put()
    },
    *batches() {
      yield* kept
      for (const { at, length } of written) {
        if (file === undefined) break
        yield decodeRows(file.read(at, length), 0, runtime.serializer).rows
      }
      if (open.length > 0) yield open
    },
  }
}

/** Whatever an iterable, be it async or not, gives: one row at a time, so that its maker never runs ahead. */
export async function spooled(
  value: unknown,
  runtime: TaskRuntime,
): Promise<Iterable<readonly unknown[]>> {
  const spool = rowSpool(runtime)
  for await (const row of value as AsyncIterable<unknown>) {
    runtime.checkKilled()
    spool.add(row)
  }
  return { [Symbol.iterator]: () => spool.batches()[Symbol.iterator]() }
}
