import type { Clock } from '@firesteel/clock'
import type { SparkListenerEvent } from '@firesteel/listener-bus'
import type { Logger } from '@firesteel/logging'
import type { MapOutputTracker } from '@firesteel/shuffle'
import type { CachedBlocks } from './cached-blocks.js'
import type { DagEvent } from './event.js'
import type { AccumulatorMerger, RemainsWatcher, TaskSubmitter } from './options.js'
import type { CacheLocations } from './preferred-locations.js'
import type { StageCompiler } from './stage-compiler.js'
import type { DagState } from './state.js'

/** What every event's handler works on. */
export interface DagContext {
  readonly state: DagState
  readonly cached: CacheLocations
  readonly taskScheduler: TaskSubmitter
  readonly outputs: MapOutputTracker
  readonly blocks: CachedBlocks
  readonly compiler: StageCompiler
  readonly accumulators: AccumulatorMerger | undefined
  readonly remains: RemainsWatcher | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly maxConsecutiveStageAttempts: number
  readonly resubmitDelayMs: number
  /** Map outputs are served by their host: they outlive the executor that wrote them. */
  readonly outputsOutliveExecutors: boolean
  readonly barrier: {
    readonly dynamicAllocation: boolean
    /** Tasks that may run at once; undefined when nobody can say. */
    readonly slots: () => number | undefined
    readonly checkIntervalMs: number
    readonly maxChecks: number
  }
  nextStageId(): number
  /** Tells observers. */
  tell(event: SparkListenerEvent): void
  /** Lets something happen after this event. */
  post(event: DagEvent): void
}
