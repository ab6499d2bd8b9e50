export { SlotRuntime } from './slot-runtime.js'
export type { CommitRequest, SlotRuntimeOptions, SlotTask } from './slot-runtime.js'
export { noExecutorBlocks } from './executor-blocks.js'
export type { BlockRuns, ExecutorBlocks, FoundBlock, KeptBlock } from './executor-blocks.js'
export type {
  TaskFailure,
  TaskNotSucceeded,
  TaskOutcome,
  TaskSucceeded,
  WrittenMapOutput,
} from './task-outcome.js'
export type { FetchRemote, FetchedBlock } from './slot/remote-blocks.js'
export { BARRIER_ADDRESSES } from './slot/barrier-link.js'
export type { BarrierRequest } from './slot/barrier-link.js'
