import { readSync } from 'node:fs'
import { TextKernel } from '@firesteel/kernel'
import type { TaskRuntime } from '../task-runtime.js'
import { openSplit } from '../text/open-split.js'
import type { TextSplit } from '../text/text-lines.js'
import type { KernelPlan } from './plan-kernel.js'

/** Words that are handed on at the latest: as many as a generated loop holds. */
const MAX_WORDS = 1 << 19

/** The program of a stage that the kernel runs; `target` says which reducer a word is for. */
export function kernelProgram(
  { text, source }: KernelPlan,
  target: ((key: unknown) => number) | undefined,
): (runtime: TaskRuntime, partition: number) => readonly unknown[] {
  return (runtime, partition) => {
    const kernel = new TextKernel({ plan: text })
    const sink = target === undefined ? undefined : runtime.shuffleWriter()
    const send = (): void => {
      if (sink === undefined || target === undefined) return
      kernel.drain((word, value) => sink.write(target(word), word, value))
    }
    let granted = 0
    const split = openSplit(runtime, runtime.partitionValue(source, partition) as TextSplit)
    try {
      for (let at = split.from, more = split.until > at; more; ) {
        runtime.checkKilled()
        const { space } = kernel
        const count = readSync(split.file, space, 0, Math.min(space.length, split.until - at), at)
        at += count
        // A file that has become shorter ends here.
        more = count > 0 && at < split.until
        kernel.take(count, !more)
        const wanted = kernel.usedBytes - granted
        const got = wanted > 0 ? runtime.memory.acquire(wanted) : wanted
        granted += Math.max(0, got)
        if (got < wanted || kernel.size >= MAX_WORDS) send()
      }
      send()
      runtime.metrics.bytesRead += Math.max(0, split.until - split.from)
      runtime.metrics.recordsRead += kernel.lines
      return sink === undefined ? [kernel.words] : []
    } finally {
      split.close()
      runtime.memory.release(granted)
    }
  }
}
