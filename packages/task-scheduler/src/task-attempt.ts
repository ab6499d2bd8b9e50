import type { TaskInfo, TaskLocality } from '@firesteel/listener-bus'
import type { TaskMetrics } from '@firesteel/task-messages'

/** One attempt of one task, from launch to end. */
export interface TaskAttempt {
  readonly taskId: number
  readonly index: number
  readonly attemptNumber: number
  readonly partitionId: number
  readonly executorId: string
  readonly host: string
  readonly slot: number
  readonly locality: TaskLocality
  readonly launchTime: number
  /** Another attempt of the task ran already when it was launched. */
  readonly speculative: boolean
  /** LAUNCHING until its executor says that it began. */
  phase: 'LAUNCHING' | 'RUNNING' | 'SUCCESS' | 'FAILED' | 'KILLED'
  finishTime: number | undefined
  /** Another attempt won: when this one still succeeds, it does not count. */
  superseded: boolean
  /** What it has cost so far, as far as its executor has said. */
  progress: Readonly<TaskMetrics> | undefined
}

/** The attempt as observers may keep it. */
export function taskInfoOf(attempt: TaskAttempt): TaskInfo {
  const { taskId, index, attemptNumber, partitionId, executorId, host, slot } = attempt
  return {
    taskId,
    index,
    attemptNumber,
    partitionId,
    executorId,
    host,
    slot,
    locality: attempt.locality,
    speculative: attempt.speculative,
    launchTime: attempt.launchTime,
    finishTime: attempt.finishTime,
    status: attempt.phase === 'LAUNCHING' ? 'RUNNING' : attempt.phase,
  }
}

/** Whether the attempt has not ended. */
export const isRunning = (attempt: TaskAttempt): boolean =>
  attempt.phase === 'LAUNCHING' || attempt.phase === 'RUNNING'
