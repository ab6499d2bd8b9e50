import { wireErrorSchema } from '@firesteel/deploy-messages/wire'
import type { WireError } from '@firesteel/errors'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from './block-location.js'

/** The attempt did what it was asked. */
export interface Success {
  readonly kind: 'Success'
}

/** Its output was lost after it had succeeded: it runs again. */
export interface Resubmitted {
  readonly kind: 'Resubmitted'
}

/** A shuffle input could not be had; without `location` nobody knows who had it. */
export interface FetchFailed {
  readonly kind: 'FetchFailed'
  readonly location?: BlockLocation | undefined
  readonly shuffleId: number
  /** The attempt that wrote it; -1 when unknown. */
  readonly mapId: number
  /** The map partition; -1 when unknown. */
  readonly mapIndex: number
  readonly reduceId: number
  readonly message: string
}

/** The attempt threw. */
export interface ExceptionFailure {
  readonly kind: 'ExceptionFailure'
  readonly error: WireError
  /** The innermost frame in the user's code: `file:line:column`. */
  readonly userFrame?: string | undefined
}

/** It succeeded, but its result was gone before the driver had it. */
export interface TaskResultLost {
  readonly kind: 'TaskResultLost'
}

/** It was called off. */
export interface TaskKilled {
  readonly kind: 'TaskKilled'
  readonly reason: string
}

/** Another attempt was allowed to commit its output. */
export interface TaskCommitDenied {
  readonly kind: 'TaskCommitDenied'
  readonly jobId: number
  readonly partitionId: number
  readonly attemptNumber: number
}

/** Its executor is gone. */
export interface ExecutorLostFailure {
  readonly kind: 'ExecutorLostFailure'
  readonly executorId: string
  /** Whether one of its tasks may be to blame. */
  readonly exitCausedByApp: boolean
  readonly reason?: string | undefined
}

/** Nobody knows. */
export interface UnknownReason {
  readonly kind: 'UnknownReason'
}

/** Why a task attempt ended. @see org.apache.spark.TaskEndReason */
export type TaskEndReason =
  | Success
  | Resubmitted
  | FetchFailed
  | ExceptionFailure
  | TaskResultLost
  | TaskKilled
  | TaskCommitDenied
  | ExecutorLostFailure
  | UnknownReason

/** Every reason but success. @see org.apache.spark.TaskFailedReason */
export type TaskFailedReason = Exclude<TaskEndReason, Success>

/** What a {@link TaskEndReason} looks like on the wire. */
export const taskEndReasonSchema: z.ZodMiniType<TaskEndReason> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('Success') }),
  z.object({ kind: z.literal('Resubmitted') }),
  z.object({
    kind: z.literal('FetchFailed'),
    location: z.optional(blockLocationSchema),
    shuffleId: z.int(),
    mapId: z.int(),
    mapIndex: z.int(),
    reduceId: z.int(),
    message: z.string(),
  }),
  z.object({
    kind: z.literal('ExceptionFailure'),
    error: wireErrorSchema,
    userFrame: z.optional(z.string()),
  }),
  z.object({ kind: z.literal('TaskResultLost') }),
  z.object({ kind: z.literal('TaskKilled'), reason: z.string() }),
  z.object({
    kind: z.literal('TaskCommitDenied'),
    jobId: z.int(),
    partitionId: z.int(),
    attemptNumber: z.int(),
  }),
  z.object({
    kind: z.literal('ExecutorLostFailure'),
    executorId: z.string(),
    exitCausedByApp: z.boolean(),
    reason: z.optional(z.string()),
  }),
  z.object({ kind: z.literal('UnknownReason') }),
])

/**
 * Whether this end brings the task nearer to `spark.task.maxFailures`: the task's own doing does,
 * what others did to it does not.
 */
export function countsTowardFailures(reason: TaskEndReason): boolean {
  switch (reason.kind) {
    case 'Success':
    case 'FetchFailed':
    case 'TaskKilled':
    case 'TaskCommitDenied':
      return false
    case 'ExecutorLostFailure':
      return reason.exitCausedByApp
    case 'Resubmitted':
    case 'ExceptionFailure':
    case 'TaskResultLost':
    case 'UnknownReason':
      return true
  }
}

/** The reason in one line, as in Spark's pages and logs. */
export function taskEndReasonText(reason: TaskEndReason): string {
  switch (reason.kind) {
    case 'Success':
    case 'UnknownReason':
      return reason.kind
    case 'Resubmitted':
      return 'Resubmitted (resubmitted due to lost executor)'
    case 'FetchFailed':
      return `FetchFailed(${locationText(reason.location)}, shuffleId=${reason.shuffleId}, mapIndex=${reason.mapIndex}, mapId=${reason.mapId}, reduceId=${reason.reduceId}, message=${reason.message})`
    case 'ExceptionFailure': {
      const at = reason.userFrame === undefined ? '' : ` (at ${reason.userFrame})`
      return `${reason.error.name}: ${reason.error.message}${at}`
    }
    case 'TaskResultLost':
      return 'TaskResultLost (result lost from block manager)'
    case 'TaskKilled':
      return `TaskKilled (${reason.reason})`
    case 'TaskCommitDenied':
      return `TaskCommitDenied (Driver denied task commit) for job: ${reason.jobId}, partition: ${reason.partitionId}, attemptNumber: ${reason.attemptNumber}`
    case 'ExecutorLostFailure': {
      const cause = reason.exitCausedByApp
        ? 'caused by one of the running tasks'
        : 'unrelated to the running tasks'
      const why = reason.reason === undefined ? '' : ` Reason: ${reason.reason}`
      return `ExecutorLostFailure (executor ${reason.executorId} exited ${cause})${why}`
    }
  }
}

const locationText = (location: BlockLocation | undefined): string =>
  location === undefined
    ? 'unknown'
    : `executor ${location.executorId} at ${location.host}:${location.port}`
