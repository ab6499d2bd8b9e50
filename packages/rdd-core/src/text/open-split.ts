import { closeSync, fstatSync } from 'node:fs'
import type { TaskRuntime } from '../task-runtime.js'
import { openInput } from './open-input.js'
import { lineBorder, markBytes } from './line-border.js'
import type { TextSplit } from './text-lines.js'

/** A split's file, open. */
export interface OpenSplit {
  readonly file: number
  /** The bytes of the lines that begin in the split. */
  readonly from: number
  readonly until: number
  /** May be called again; whoever runs the task closes what is left open. */
  readonly close: () => void
}

/** Opens the file of a split and finds where its lines begin and end. */
export function openSplit(runtime: TaskRuntime, split: TextSplit): OpenSplit {
  const file = openInput(runtime, split)
  if (file === undefined) return { file: -1, from: 0, until: 0, close: () => {} }
  const size = fstatSync(file).size
  return {
    file,
    from: split.start === 0 ? markBytes(file) : lineBorder(file, split.start, size),
    until: split.end < 0 ? size : lineBorder(file, split.end, size),
    close() {
      if (runtime.openFiles.delete(file)) closeSync(file)
    },
  }
}
