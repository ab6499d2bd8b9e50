import { readFileSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'

/** A file that is one record. */
export interface WholeFile {
  readonly path: string
  readonly gzip: boolean
}

/** Path and content of each file, one at a time. */
export function* wholeFiles(
  runtime: TaskRuntime,
  files: readonly WholeFile[],
): Generator<readonly unknown[], void> {
  for (const { path, gzip } of files) {
    const bytes = readFileSync(gzip ? runtime.plainFile(path) : path)
    runtime.metrics.recordsRead += 1
    runtime.metrics.bytesRead += bytes.length
    yield [[path, new TextDecoder().decode(bytes)]]
  }
}
