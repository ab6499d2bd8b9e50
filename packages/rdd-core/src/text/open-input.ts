import { openSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'

/** What a split says about its file. */
export interface InputOpening {
  readonly path: string
  readonly gzip: boolean
  /** A file that is gone by now has no records, instead of failing the task. */
  readonly ignoreMissing?: boolean | undefined
}

/**
 * Opens the plain text of an input file; whoever runs the task closes it if its reader stops half-way.
 * Undefined when the file is gone and that is to be ignored.
 */
export function openInput(runtime: TaskRuntime, split: InputOpening): number | undefined {
  try {
    const file = openSync(split.gzip ? runtime.plainFile(split.path) : split.path, 'r')
    runtime.openFiles.add(file)
    return file
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isGone && split.ignoreMissing === true) return undefined
    throw error
  }
}
