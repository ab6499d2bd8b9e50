import { SparkError } from '@firesteel/errors'

/** Ends a task that was called off; thrown between two records. */
export class TaskKilledError extends SparkError {
  constructor() {
    super('TASK_KILLED', 'the task was killed')
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
