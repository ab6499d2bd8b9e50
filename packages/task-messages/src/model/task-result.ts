import type { MapStatus } from './map-status.js'
import type { TaskFailedReason } from './task-end-reason.js'
import type { TaskMetrics } from '@firesteel/task-metrics'

/** A task attempt that did what it was asked. @see org.apache.spark.scheduler.DirectTaskResult */
export interface FinishedTaskResult {
  readonly state: 'FINISHED'
  /** The value of a result task; empty for a shuffle map task. */
  readonly value: Uint8Array
  /** What a shuffle map task wrote. */
  readonly mapStatus?: MapStatus | undefined
  /** What it added to accumulators, as the task encoded it; absent when nothing. */
  readonly accumulators?: Uint8Array | undefined
  readonly metrics: Readonly<TaskMetrics>
}

/** A task attempt that ended without a result. */
export interface FailedTaskResult {
  readonly state: 'FAILED' | 'KILLED'
  readonly reason: TaskFailedReason
  readonly metrics: Readonly<TaskMetrics>
}

/** What a final {@link StatusUpdate} carries as its data, encoded. */
export type TaskResult = FinishedTaskResult | FailedTaskResult
