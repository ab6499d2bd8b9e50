interface Timed {
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** An executor gets no more tasks, for a while. */
export interface ExecutorExcluded extends Timed {
  readonly type: 'executorExcluded'
  readonly executorId: string
  readonly taskFailures: number
}

/** An executor gets no more tasks of a stage attempt. */
export interface ExecutorExcludedForStage extends Timed {
  readonly type: 'executorExcludedForStage'
  readonly executorId: string
  readonly taskFailures: number
  readonly stageId: number
  readonly stageAttemptId: number
}

/** An executor may have tasks again. */
export interface ExecutorUnexcluded extends Timed {
  readonly type: 'executorUnexcluded'
  readonly executorId: string
}

/** No executor on a host gets tasks, for a while. */
export interface NodeExcluded extends Timed {
  readonly type: 'nodeExcluded'
  readonly host: string
  readonly executorFailures: number
}

/** No executor on a host gets tasks of a stage attempt. */
export interface NodeExcludedForStage extends Timed {
  readonly type: 'nodeExcludedForStage'
  readonly host: string
  readonly executorFailures: number
  readonly stageId: number
  readonly stageAttemptId: number
}

/** Executors on a host may have tasks again. */
export interface NodeUnexcluded extends Timed {
  readonly type: 'nodeUnexcluded'
  readonly host: string
}

/** A slow task is to be run a second time. */
export interface SpeculativeTaskSubmitted extends Timed {
  readonly type: 'speculativeTaskSubmitted'
  readonly stageId: number
  readonly stageAttemptId: number
  readonly index: number
  readonly partitionId: number
}

/** A stage may run on none of the executors there are. */
export interface UnschedulableTaskSetAdded extends Timed {
  readonly type: 'unschedulableTaskSetAdded'
  readonly stageId: number
  readonly stageAttemptId: number
}

/** It may again, or is over. */
export interface UnschedulableTaskSetRemoved extends Timed {
  readonly type: 'unschedulableTaskSetRemoved'
  readonly stageId: number
  readonly stageAttemptId: number
}

/** What becomes of slow tasks and of places where tasks fail. */
export type PlacementEvent =
  | ExecutorExcluded
  | ExecutorExcludedForStage
  | ExecutorUnexcluded
  | NodeExcluded
  | NodeExcludedForStage
  | NodeUnexcluded
  | SpeculativeTaskSubmitted
  | UnschedulableTaskSetAdded
  | UnschedulableTaskSetRemoved
