import type { StorageLevel } from '@firesteel/storage-level'
import type { ExecutorInfo, JobResult, StageInfo, TaskInfo, TaskOutcomeInfo } from './model.js'

import type { PlacementEvent } from './placement-events.js'

interface Timed {
  /** Milliseconds since the epoch. */
  readonly time: number
}

type Properties = Readonly<Record<string, string>>

/** The application has its id. */
export interface ApplicationStart extends Timed {
  readonly type: 'applicationStart'
  readonly appName: string
  readonly appId: string
  readonly user: string
}

/** The context was stopped: the last event. */
export interface ApplicationEnd extends Timed {
  readonly type: 'applicationEnd'
}

/** A job was accepted; `stages` are all it may need, those that will be skipped included. */
export interface JobStart extends Timed {
  readonly type: 'jobStart'
  readonly jobId: number
  readonly stages: readonly StageInfo[]
  readonly properties: Properties
}

/** A job is over; exactly one for each {@link JobStart}. */
export interface JobEnd extends Timed {
  readonly type: 'jobEnd'
  readonly jobId: number
  readonly result: JobResult
}

/** A stage attempt begins. */
export interface StageSubmitted extends Timed {
  readonly type: 'stageSubmitted'
  readonly stage: StageInfo
  readonly properties: Properties
}

/** A stage attempt is over, well or not (`stage.failureReason`). */
export interface StageCompleted extends Timed {
  readonly type: 'stageCompleted'
  readonly stage: StageInfo
}

/** A task attempt was given to an executor. */
export interface TaskStart extends Timed {
  readonly type: 'taskStart'
  readonly stageId: number
  readonly stageAttemptId: number
  readonly task: TaskInfo
}

/** A task attempt is over, and its result, too large to be sent, is about to be fetched. */
export interface TaskGettingResult extends Timed {
  readonly type: 'taskGettingResult'
  readonly task: TaskInfo
}

/** A task attempt is over; told of every attempt, of late and superseded ones too. */
export interface TaskEnd extends Timed, TaskOutcomeInfo {
  readonly type: 'taskEnd'
  readonly stageId: number
  readonly stageAttemptId: number
  readonly taskType: 'ShuffleMapTask' | 'ResultTask'
  readonly task: TaskInfo
}

/** An executor registered. */
export interface ExecutorAdded extends Timed {
  readonly type: 'executorAdded'
  readonly executorId: string
  readonly info: ExecutorInfo
}

/** An executor is gone. */
export interface ExecutorRemoved extends Timed {
  readonly type: 'executorRemoved'
  readonly executorId: string
  readonly reason: string
}

/** A store of blocks registered. */
export interface BlockManagerAdded extends Timed {
  readonly type: 'blockManagerAdded'
  readonly executorId: string
  readonly host: string
  readonly port: number
  /** Bytes that its blocks may take. */
  readonly maxMemory: number
}

/** A store of blocks is gone. */
export interface BlockManagerRemoved extends Timed {
  readonly type: 'blockManagerRemoved'
  readonly executorId: string
}

/** A block is kept otherwise than before; a level that keeps nothing says that it was dropped. */
export interface BlockUpdated extends Timed {
  readonly type: 'blockUpdated'
  readonly executorId: string
  /** The slot in whose heap it is, if only that slot can read it. */
  readonly slot?: number | undefined
  readonly blockId: string
  readonly level: StorageLevel
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** A dataset's blocks were given up. */
export interface UnpersistRdd extends Timed {
  readonly type: 'unpersistRdd'
  readonly rddId: number
}

/** Everything worth telling about an application. @see org.apache.spark.scheduler.SparkListenerEvent */
export type SparkListenerEvent =
  | ApplicationStart
  | ApplicationEnd
  | JobStart
  | JobEnd
  | StageSubmitted
  | StageCompleted
  | TaskStart
  | TaskGettingResult
  | PlacementEvent
  | TaskEnd
  | ExecutorAdded
  | ExecutorRemoved
  | BlockManagerAdded
  | BlockManagerRemoved
  | BlockUpdated
  | UnpersistRdd

/** The name of an event. */
export type EventType = SparkListenerEvent['type']

/** The event of that name. */
export type EventOf<T extends EventType> = Extract<SparkListenerEvent, { readonly type: T }>
