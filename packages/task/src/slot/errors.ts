import { SparkError } from '@firesteel/errors'

/** Ends a task that was called off; thrown between two records. */
export class TaskKilledError extends SparkError {
  constructor() {
    super('TASK_KILLED', 'the task was killed')
  }
}

/** A compressed file that cannot be decompressed. */
export class InputDamagedError extends SparkError {
  constructor(path: string, cause: Error) {
    super(
      'TASK_INPUT_DAMAGED',
      `cannot decompress ${path}: ${cause.message}; it is damaged, incomplete or not compressed at all` +
        ' (spark.files.ignoreCorruptFiles reads what comes before the damage)',
      { details: { path }, cause },
    )
  }
}

/** A task came without its binary to a slot that does not know it. */
export class BinaryUnknownError extends SparkError {
  constructor(binaryId: string) {
    super(
      'TASK_BINARY_UNKNOWN',
      `the binary ${binaryId} was not sent along and is not known here`,
      {
        details: { binaryId },
        retryable: true,
      },
    )
  }
}

/** The attempt that a {@link CommitDeniedError} is about. */
interface DeniedAttempt {
  readonly jobId: number
  readonly partitionId: number
  readonly attemptNumber: number
}

/** Another attempt of the task was allowed to put its output in its place. */
export class CommitDeniedError extends SparkError {
  readonly attempt: DeniedAttempt

  constructor({ jobId, partitionId, attemptNumber }: DeniedAttempt) {
    super(
      'TASK_COMMIT_DENIED',
      `attempt ${attemptNumber} of partition ${partitionId} may not commit its output: another one does`,
      { details: { jobId, partitionId, attemptNumber } },
    )
    this.attempt = { jobId, partitionId, attemptNumber }
  }
}
