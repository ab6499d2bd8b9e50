import type { Clock } from '@firesteel/clock'
import type { Accumulable, ListenerBus } from '@firesteel/listener-bus'
import type { Logger } from '@firesteel/logging'
import type { Lineage, ShuffleDependency } from '@firesteel/rdd-core'
import type { MapOutputTracker } from '@firesteel/shuffle'
import type { SchedulerListener, TaskSet } from '@firesteel/task-scheduler'
import type { CachedBlocks } from './cached-blocks.js'
import type { StageCompiler } from './stage-compiler.js'

/** What the scheduler needs of the task scheduler below it. */
export interface TaskSubmitter {
  setListener(listener: SchedulerListener): void
  submitTasks(set: TaskSet): void
  cancelTasks(stageId: number, interruptThread: boolean, reason: string): void
  /** Tasks that may run at the same time on the executors there are; undefined when nobody can say. */
  readonly concurrentTasks?: number | undefined
  notifyPartitionCompletion(stageId: number, partitionId: number): void
}

/** Is told of everything that outlives a job, so that it can be removed when nobody can use it any more. */
export interface RemainsWatcher {
  /** A job may write the outputs of this shuffle. */
  shuffle(dependency: ShuffleDependency): void
  /** A job may store partitions of this dataset. */
  persisted(node: Lineage): void
}

/** Where accumulators are; never throws. */
export interface AccumulatorMerger {
  /** Merges what one task added; returns the named ones that changed. */
  merge(updates: Uint8Array): readonly Accumulable[]
}

/** What a DAG scheduler is made of. */
export interface DagSchedulerOptions {
  readonly taskScheduler: TaskSubmitter
  /** The scheduler registers, and forgets, what it holds; nobody else does. */
  readonly mapOutputs: MapOutputTracker
  /** Where persisted partitions are; lost executors are removed from it. */
  readonly blocks: CachedBlocks
  readonly compiler: StageCompiler
  /** Hears of what jobs leave behind in the cluster. */
  readonly remains?: RemainsWatcher | undefined
  /** Takes what successful tasks added to accumulators; nothing unless given. */
  readonly accumulators?: AccumulatorMerger | undefined
  readonly clock: Clock
  readonly logger?: Logger | undefined
  readonly listenerBus?: Pick<ListenerBus, 'post'> | undefined
  /** How often in a row a stage may fail for want of its inputs; 4 unless said. */
  readonly maxConsecutiveStageAttempts?: number | undefined
  /** How often, and how many times, it is looked whether there are slots for all tasks of a barrier stage. */
  readonly barrierCheckIntervalMs?: number | undefined
  readonly maxBarrierChecks?: number | undefined
  /** Executors come and go: then there are no barrier stages. */
  readonly dynamicAllocation?: boolean | undefined
  /** How long fetch failures are gathered before stages are tried again; 200 ms unless said. */
  readonly resubmitDelayMs?: number | undefined
  /** Map outputs are served by their host, and only lost with it; false unless said. */
  readonly outputsOutliveExecutors?: boolean | undefined
}

/** How one job is run, beside what it computes. */
export interface RunJobOptions {
  /** Carried to every task: local properties of the thread that asked. */
  readonly properties?: Readonly<Record<string, string>> | undefined
}
