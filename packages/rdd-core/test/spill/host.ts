import { Serializer } from '@firesteel/serializer'
import { emptyTaskMetrics } from '@firesteel/task-metrics'
import type { SpillHost } from '../../src/spill/spill-host.js'
import { MiniMemory, MiniSpillFile } from '../mini-memory.js'
import { groupExtension } from '../../src/runtime.js'

/** A task with `limit` bytes of memory; `files` are its spill files. */
export function hostWith(limit: number): SpillHost & {
  readonly memory: MiniMemory
  readonly files: MiniSpillFile[]
} {
  const files: MiniSpillFile[] = []
  return {
    memory: new MiniMemory(limit),
    metrics: emptyTaskMetrics(),
    serializer: new Serializer({ extensions: [groupExtension] }),
    files,
    spillFile() {
      const file = new MiniSpillFile()
      files.push(file)
      return file
    },
    checkKilled() {},
  }
}
