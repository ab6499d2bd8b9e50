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
