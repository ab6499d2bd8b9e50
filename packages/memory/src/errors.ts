import { SparkError } from '@firesteel/errors'

/** Records that a task had put on disk were asked for after it was over. */
export class SpillFileClosedError extends SparkError {
  constructor(path: string) {
    super(
      'MEMORY_SPILL_FILE_CLOSED',
      `${path} is gone with its task: a group that was larger than memory can be read only by the task that made it; copy what you need of it there`,
      { details: { path } },
    )
  }
}

/** An executor has more task slots than its memory is enough for. */
export class MemoryTooSmallError extends SparkError {
  constructor(memoryBytes: number, slots: number, leastSlotBytes: number) {
    const mib = (bytes: number): number => Math.floor(bytes / 1024 ** 2)
    const fitting = Math.max(1, Math.floor(memoryBytes / leastSlotBytes))
    super(
      'MEMORY_TOO_SMALL',
      `spark.executor.memory is ${mib(memoryBytes)} MiB for ${slots} task slots, each of which needs ${mib(leastSlotBytes)} MiB: ` +
        `set it to ${mib(slots * leastSlotBytes)}m or more, or spark.executor.cores to ${fitting} or fewer`,
      { details: { memoryBytes, slots, leastSlotBytes } },
    )
  }
}
