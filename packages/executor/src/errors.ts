import { SparkError } from '@firesteel/errors'

/** A slot's thread ended while a task ran in it. */
export class SlotLostError extends SparkError {
  constructor(taskId: number, slot: number, why: string, cause?: Error) {
    super(
      'EXECUTOR_SLOT_LOST',
      `the thread of slot ${slot} ended while task ${taskId} ran in it: ${why}`,
      { details: { taskId, slot }, cause },
    )
  }
}

/** A slot's thread had no heap left. */
export class SlotOutOfMemoryError extends SparkError {
  constructor(taskId: number, slot: number, heapMb: number) {
    const limit = `its heap of ${heapMb} MiB`
    super(
      'EXECUTOR_SLOT_OUT_OF_MEMORY',
      `task ${taskId} filled ${limit} in slot ${slot}: use more partitions, or raise spark.executor.memory`,
      { details: { taskId, slot, heapMb } },
    )
  }
}

/** Code that a task left running threw after or beside it. */
export class UncaughtInTaskError extends SparkError {
  constructor(taskId: number, cause: Error) {
    super(
      'EXECUTOR_UNCAUGHT',
      `asynchronous code of task ${taskId}, or left behind by an earlier one, threw and nobody caught it: ${cause.message}`,
      { details: { taskId }, cause },
    )
  }
}

/** The driver did not take this executor. */
export class ExecutorRegistrationError extends SparkError {
  constructor(driverUrl: string, cause: Error) {
    super('EXECUTOR_REGISTRATION', `Cannot register with driver: ${driverUrl}: ${cause.message}`, {
      details: { driverUrl },
      cause,
    })
  }
}

/** A block that another executor should have is not there. */
export class BlockFetchError extends SparkError {
  constructor(blockIds: readonly string[], from: string, cause: Error) {
    super(
      'EXECUTOR_BLOCK_FETCH',
      `could not fetch ${blockIds.join(', ')} from ${from}: ${cause.message}`,
      { details: { blockIds, from }, cause, retryable: true },
    )
  }
}

/** Somebody who is not of this application asked for a kept partition, or brought one. */
export class ForeignBlockError extends SparkError {
  constructor(blockId: string) {
    super(
      'EXECUTOR_FOREIGN_BLOCK',
      `${blockId} was refused: whoever asks is no process of this application`,
      { details: { blockId } },
    )
  }
}

/** A task used something that exists on the driver only. */
export class DriverOnlyError extends SparkError {
  constructor(name: string) {
    super(
      'EXECUTOR_DRIVER_ONLY',
      `${name} was made inside a task: it exists on the driver only; return the data and go on there`,
    )
  }
}

/** The result of one task does not fit into a message to the driver. */
export class ResultTooLargeError extends SparkError {
  constructor(bytes: number, maxBytes: number) {
    super(
      'EXECUTOR_RESULT_TOO_LARGE',
      `the result of one task has ${bytes} bytes, one message holds ${maxBytes}: use more partitions, save the records instead of collecting them, or raise spark.rpc.frame.maxSize`,
      { details: { bytes, maxBytes } },
    )
  }
}

/** The application relies on shuffle services, and this executor's worker has none. */
export class NoShuffleServiceError extends SparkError {
  constructor() {
    super(
      'EXECUTOR_NO_SHUFFLE_SERVICE',
      'spark.shuffle.service.enabled is set for the application, but the worker of this executor runs no shuffle service: start every worker with spark.shuffle.service.enabled=true, or take the setting out of the application',
    )
  }
}

/** A file that the driver's program has added cannot be had as it was. */
export class AddedFileError extends SparkError {
  constructor(path: string, why: string) {
    super('EXECUTOR_ADDED_FILE', `the added file '${path}' could not be fetched: ${why}`, {
      details: { path },
      retryable: true,
    })
  }
}
