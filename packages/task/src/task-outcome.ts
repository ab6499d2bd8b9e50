import type { WireError } from '@firesteel/errors'
import type { TaskMetrics } from '@firesteel/rdd-core/runtime'
import type { BlockLocation } from './task-inputs.js'

/** How a task attempt ended; data, ready to be sent. */
export type TaskOutcome = TaskSucceeded | TaskNotSucceeded

/** The attempt did what it was asked. */
export interface TaskSucceeded {
  readonly state: 'FINISHED'
  /** Of a result stage: the rows, read by `decodeTaskValue`; empty for a map task. */
  readonly value: Uint8Array
  /** Of a map stage: what it wrote. */
  readonly mapStatus?: WrittenMapOutput | undefined
  /** What it added to accumulators, read by `AccumulatorRegistry.merge`; empty when nothing. */
  readonly accumulators: Uint8Array
  readonly metrics: TaskMetrics
}

/** The attempt ended without a result. */
export interface TaskNotSucceeded {
  readonly state: 'FAILED' | 'KILLED'
  readonly reason: TaskFailure
  readonly metrics: TaskMetrics
}

/** Why an attempt ended without a result: those of task-messages' TaskEndReason that a slot can know. */
export type TaskFailure =
  | { readonly kind: 'TaskKilled'; readonly reason: string }
  | {
      readonly kind: 'TaskCommitDenied'
      readonly jobId: number
      readonly partitionId: number
      readonly attemptNumber: number
    }
  | {
      readonly kind: 'FetchFailed'
      readonly location: BlockLocation | undefined
      readonly shuffleId: number
      readonly mapId: number
      readonly mapIndex: number
      readonly reduceId: number
      readonly message: string
    }
  | {
      readonly kind: 'ExceptionFailure'
      readonly error: WireError
      /** The innermost frame in the user's code: `file:line:column`. */
      readonly userFrame?: string | undefined
    }

/** The output of one map task, before anyone else knows of it. */
export interface WrittenMapOutput {
  readonly mapId: number
  readonly mapIndex: number
  readonly shuffleId: number
  /** Bytes per reducer. */
  readonly sizes: Float64Array
}
