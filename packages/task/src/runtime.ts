export { SlotRuntime } from './slot-runtime.js'
export type { CommitRequest, SlotBlockStore, SlotRuntimeOptions, SlotTask } from './slot-runtime.js'
export type {
  BlockUpdate,
  TaskFailure,
  TaskNotSucceeded,
  TaskOutcome,
  TaskSucceeded,
  WrittenMapOutput,
} from './task-outcome.js'
