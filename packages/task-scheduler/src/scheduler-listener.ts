import type { ExecutorInfo, TaskInfo } from '@firesteel/listener-bus'
import type { MapStatus, TaskEndReason, TaskMetrics } from '@firesteel/task-messages'
import type { ExecutorLossReason } from './executor-loss-reason.js'
import type { Task, TaskSet } from './task-set.js'

/** How one attempt ended. */
export interface TaskEnded {
  readonly set: TaskSet
  readonly task: Task
  readonly reason: TaskEndReason
  /** With `Success`: the task's value, as it encoded it. */
  readonly value?: Uint8Array | undefined
  /** With `Success` of a shuffle map task: what it wrote, and where. */
  readonly mapStatus?: MapStatus | undefined
  /** With `Success`: what it added to accumulators, as it encoded it. */
  readonly accumulators?: Uint8Array | undefined
  readonly metrics?: TaskMetrics | undefined
  readonly info: TaskInfo
}

/** The user's failure behind a set that was given up. */
export interface TaskFailureCause {
  readonly error: Error
  /** The innermost frame in the user's code: `file:line:column`. */
  readonly userFrame?: string | undefined
}

/**
 * What the layer above hears of its task sets. Calls come synchronously out of the scheduler and must
 * not call back into it before they return: put the event in a queue.
 * @see org.apache.spark.scheduler.DAGScheduler
 */
export interface SchedulerListener {
  taskStarted(set: TaskSet, task: Task, info: TaskInfo): void
  /** Every attempt that started ends once; `Resubmitted` may follow a `Success` whose output is lost. */
  taskEnded(end: TaskEnded): void
  /** The set is given up; attempts of it may still end later. */
  taskSetFailed(set: TaskSet, message: string, cause?: TaskFailureCause): void
  executorAdded(executorId: string, info: ExecutorInfo): void
  executorLost(executorId: string, reason: ExecutorLossReason): void
  workerRemoved(workerId: string, host: string, message: string): void
}
