import { SparkError } from '@firesteel/errors'

/** Two executors with one id: the second is refused. */
export class DuplicateExecutorError extends SparkError {
  constructor(executorId: string) {
    super('BACKEND_DUPLICATE_EXECUTOR', `Duplicate executor ID: ${executorId}`, {
      details: { executorId },
    })
  }
}

/** An executor that speaks another version of the conversation. */
export class ExecutorVersionError extends SparkError {
  constructor(theirs: number, { oldest, newest }: { oldest: number; newest: number }) {
    super(
      'BACKEND_EXECUTOR_VERSION',
      `the executor speaks version ${theirs} of the task messages, this driver ${oldest} to ${newest}; install the same firesteel on both`,
      { details: { theirs, oldest, newest } },
    )
  }
}

/** The cluster has no place for the application any more. */
export class ApplicationDeadError extends SparkError {
  constructor(reason: string, cause?: Error) {
    super('BACKEND_APPLICATION_DEAD', reason, { cause })
  }
}

/** An application's id was asked for before the Master gave one. */
export class NotRegisteredError extends SparkError {
  constructor() {
    super('BACKEND_NOT_REGISTERED', 'the application has no id yet: wait until it is registered', {
      retryable: true,
    })
  }
}

/** So many executors cannot be asked for. */
export class ExecutorCountError extends SparkError {
  constructor(what: string, count: number) {
    super('BACKEND_EXECUTOR_COUNT', `${what} takes a whole number of at least 0, found ${count}`, {
      details: { count },
    })
  }
}

/** The tasks of a barrier stage cannot meet. */
export class BarrierError extends SparkError {
  constructor(stage: string, why: string) {
    super('BACKEND_BARRIER', `the barrier of stage ${stage} is broken: ${why}`, {
      details: { stage },
    })
  }
}
