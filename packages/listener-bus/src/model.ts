import type { TaskEndReason, TaskMetrics } from '@firesteel/task-messages'

/**
 * A named accumulator at one moment; its values are primitives or short texts.
 * @see org.apache.spark.scheduler.AccumulableInfo
 */
export interface Accumulable {
  readonly id: number
  readonly name: string
  /** What one task added; absent where a whole stage is meant. */
  readonly update?: unknown
  readonly value: unknown
}

/** A stage attempt as an observer sees it. @see org.apache.spark.scheduler.StageInfo */
export interface StageInfo {
  readonly stageId: number
  readonly stageAttemptId: number
  /** What the user called to make it, and where: `reduceByKey at app.ts:12`. */
  readonly name: string
  /** The user's stack at that call. */
  readonly details: string
  readonly numTasks: number
  readonly parentIds: readonly number[]
  /** The datasets computed by one task of it. */
  readonly rddIds: readonly number[]
  /** The shuffle that it writes; undefined for a stage with results. */
  readonly shuffleId?: number | undefined
  readonly submissionTime?: number | undefined
  readonly completionTime?: number | undefined
  readonly failureReason?: string | undefined
  /** The named accumulators that its tasks have added to, with the newest values. */
  readonly accumulables?: readonly Accumulable[] | undefined
}

/** Where a task runs compared with where it would like to; the first is the best. */
export type TaskLocality =
  | 'SLOT_LOCAL'
  | 'PROCESS_LOCAL'
  | 'NODE_LOCAL'
  | 'NO_PREF'
  | 'RACK_LOCAL'
  | 'ANY'

/** One attempt of one task as an observer sees it. @see org.apache.spark.scheduler.TaskInfo */
export interface TaskInfo {
  readonly taskId: number
  readonly index: number
  readonly attemptNumber: number
  readonly partitionId: number
  readonly executorId: string
  readonly host: string
  readonly slot: number
  readonly locality: TaskLocality
  readonly speculative: boolean
  readonly launchTime: number
  readonly finishTime?: number | undefined
  readonly status: 'RUNNING' | 'SUCCESS' | 'FAILED' | 'KILLED'
  /** The named accumulators that it has added to. */
  readonly accumulables?: readonly Accumulable[] | undefined
}

/** What an executor brought. @see org.apache.spark.scheduler.cluster.ExecutorInfo */
export interface ExecutorInfo {
  readonly host: string
  readonly totalCores: number
  readonly logUrls: Readonly<Record<string, string>>
}

/** How a job ended. */
export type JobResult =
  | { readonly kind: 'JobSucceeded' }
  | { readonly kind: 'JobFailed'; readonly message: string; readonly stack?: string | undefined }

/** Why a task attempt ended and what it cost. */
export interface TaskOutcomeInfo {
  readonly reason: TaskEndReason
  readonly metrics?: TaskMetrics | undefined
}
