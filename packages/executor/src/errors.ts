import { SparkError } from '@firesteel/errors'
import type { SlotTask } from '@firesteel/task/runtime'

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

/** A task whose slot had no heap left, and what is known of it. */
export interface OutOfMemoryFacts {
  readonly task: SlotTask
  readonly slot: number
  /** The limit of the slot's heap. */
  readonly heapMb: number
  /** What the engine's own tables, sorts and buffers had of it, and cached rows. */
  readonly executionBytes: number
  readonly storageBytes: number
}

/** A slot's thread had no heap left. */
export class SlotOutOfMemoryError extends SparkError {
  constructor({ task, slot, heapMb, executionBytes, storageBytes }: OutOfMemoryFacts) {
    const { taskId, partitionId, stageId, attemptNumber } = task
    const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1)
    super(
      'EXECUTOR_SLOT_OUT_OF_MEMORY',
      `task ${taskId} (partition ${partitionId} of stage ${stageId}, attempt ${attemptNumber}) filled its heap of ${heapMb} MiB in slot ${slot}; ` +
        `its tables and buffers had ${mib(executionBytes)} MiB and cached rows ${mib(storageBytes)} MiB of it, the rest is what your functions keep: ` +
        'hold fewer records at a time, use more partitions, or raise spark.executor.memory (spark.driver.memory in local mode)',
      { details: { taskId, stageId, partitionId, slot, heapMb, executionBytes, storageBytes } },
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

/** Somebody wanted to leave a block with an executor that leaves itself. */
export class LeavingError extends SparkError {
  constructor(executorId: string) {
    super(
      'EXECUTOR_LEAVING',
      `executor ${executorId} keeps nothing new: it leaves itself. Another one has to be asked`,
      { details: { executorId } },
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
