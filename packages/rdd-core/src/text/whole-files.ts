import { closeSync, readFileSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'
import { openInput } from './open-input.js'

/** A file that is one record. */
export interface WholeFile {
  readonly path: string
  readonly gzip: boolean
  readonly ignoreMissing?: boolean | undefined
  readonly ignoreCorrupt?: boolean | undefined
}

/** Path and content of each file, one at a time. */
export function* wholeFiles(
  runtime: TaskRuntime,
  files: readonly WholeFile[],
): Generator<readonly unknown[], void> {
  for (const each of files) {
    const { path } = each
    const file = openInput(runtime, each)
    if (file === undefined) continue
    const bytes = readFileSync(file)
    if (runtime.openFiles.delete(file)) closeSync(file)
    runtime.metrics.recordsRead += 1
    runtime.metrics.bytesRead += bytes.length
    yield [[path, new TextDecoder().decode(bytes)]]
  }
}
