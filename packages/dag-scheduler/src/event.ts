import type { ExecutorInfo } from '@firesteel/listener-bus'
import type {
  ExecutorLossReason,
  TaskEnded,
  TaskFailureCause,
  TaskSet,
} from '@firesteel/task-scheduler'
import type { Job } from './job.js'

/** Everything that can happen to a DAG scheduler. @see org.apache.spark.scheduler.DAGSchedulerEvent */
export type DagEvent =
  | { readonly type: 'jobSubmitted'; readonly job: Job; readonly check?: number }
  | { readonly type: 'jobCancelled'; readonly jobId: number; readonly reason: string }
  | { readonly type: 'jobGroupCancelled'; readonly groupId: string }
  | { readonly type: 'jobTagCancelled'; readonly tag: string }
  | { readonly type: 'stageCancelled'; readonly stageId: number; readonly reason: string }
  | { readonly type: 'allJobsCancelled'; readonly reason: string }
  | { readonly type: 'taskEnded'; readonly end: TaskEnded }
  | {
      readonly type: 'taskSetFailed'
      readonly set: TaskSet
      readonly message: string
      readonly cause: TaskFailureCause | undefined
    }
  | { readonly type: 'resubmitFailedStages' }
  | { readonly type: 'executorAdded'; readonly executorId: string; readonly info: ExecutorInfo }
  | {
      readonly type: 'executorLost'
      readonly executorId: string
      readonly reason: ExecutorLossReason
    }
  | {
      readonly type: 'workerRemoved'
      readonly workerId: string
      readonly host: string
      readonly message: string
    }
