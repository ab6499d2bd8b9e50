/** Where a task would like to run, as precisely as is known; every field narrows it. */
export interface TaskLocation {
  readonly host?: string | undefined
  readonly executorId?: string | undefined
  /** The slot whose heap holds the block. */
  readonly slot?: number | undefined
}

/** What one task needs beside its set's binary. */
export interface TaskBytes {
  /** Its partition's own data. */
  readonly partition: Uint8Array
  /** Where its shuffle inputs are. */
  readonly inputs: Uint8Array
}

/** One task of a set. */
export interface Task {
  /** Its place in `TaskSet.tasks`. */
  readonly index: number
  readonly partitionId: number
  readonly preferredLocations: readonly TaskLocation[]
  /**
   * Made when an attempt is launched, so that only running tasks have them and a retry sees the newest.
   * Throws MissingInputError when a map output is gone.
   */
  bytes(): TaskBytes
}

/** The tasks of one stage attempt, submitted together. @see org.apache.spark.scheduler.TaskSet */
export interface TaskSet {
  readonly stageId: number
  readonly stageAttemptId: number
  readonly jobId: number
  /** Lower goes first; the job's id under FIFO. */
  readonly priority: number
  readonly properties: Readonly<Record<string, string>>
  /** Names {@link binary}: executors keep it by this id. */
  readonly binaryId: string
  readonly binary: Uint8Array
  readonly tasks: readonly Task[]
  /** Whether its tasks write shuffle files (and so must run again when those are lost). */
  readonly isShuffleMap: boolean
  /** The executor that holds the map output of a partition now; where it was made unless said. */
  readonly outputHolder?: ((partitionId: number) => string | undefined) | undefined
  /** Its tasks run all at the same time, or none of them. */
  readonly isBarrier?: boolean | undefined
}

/** `<stage>.<attempt>`: what logs call a task set. */
export const taskSetId = (set: { readonly stageId: number; readonly stageAttemptId: number }) =>
  `${set.stageId}.${set.stageAttemptId}`
