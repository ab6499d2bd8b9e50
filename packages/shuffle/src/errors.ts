import { SparkError } from '@firesteel/errors'
import type { BlockManagerId } from '@firesteel/storage'

/** Which block of which shuffle could not be read, and where from: what the scheduler acts on. */
export interface FetchFailure {
  readonly shuffleId: number
  /** The map task's attempt id. */
  readonly mapId: number
  /** The map task's partition; -1 when it is not known whose output is missing. */
  readonly mapIndex: number
  readonly reduceId: number
  readonly location?: BlockManagerId | undefined
}

/**
 * A map output that is not there, not whole or not reachable: the map task has to run again.
 * @see org.apache.spark.shuffle.FetchFailedException
 */
export class ShuffleFetchFailedError extends SparkError {
  readonly failure: FetchFailure

  constructor(failure: FetchFailure, problem: string, cause?: unknown) {
    const { shuffleId, mapId, reduceId, location } = failure
    const from =
      location === undefined ? '' : ` of executor ${location.executorId} on ${location.host}`
    super(
      'SHUFFLE_FETCH_FAILED',
      `cannot read shuffle_${shuffleId}_${mapId}_${reduceId}${from}: ${problem}`,
      { details: { ...failure, problem }, cause },
    )
    this.failure = failure
  }
}

/** The driver does not know where a map output is: it was lost, and is being made again. */
export class MissingMapOutputError extends SparkError {
  constructor(shuffleId: number, reduceId: number, mapIndex: number) {
    super(
      'SHUFFLE_OUTPUT_MISSING',
      `output of map ${mapIndex} of shuffle ${shuffleId} is nowhere, reducer ${reduceId} wants it`,
      { details: { shuffleId, reduceId, mapIndex }, retryable: true },
    )
  }
}

/** A block came packed in a way that this process cannot undo. */
export class CompressionMissingError extends SparkError {
  constructor(codec: string) {
    super(
      'SHUFFLE_COMPRESSION',
      `a block came compressed by ${codec}, which cannot be undone here`,
      {
        details: { codec },
      },
    )
  }
}
