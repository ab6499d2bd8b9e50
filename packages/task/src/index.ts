export { encodeBroadcast } from './broadcast-bytes.js'
export { SLOT_KEYS } from './conf.js'
export { buildTaskBinary } from './task-binary.js'
export type { TaskBinary, TaskBinaryOptions } from './task-binary.js'
export { buildTaskInputs } from './task-inputs.js'
export type {
  BlockLocation,
  MapOutput,
  MapOutputsFor,
  TaskInputBytes,
  TaskInputOptions,
} from './task-inputs.js'
export type {
  TaskFailure,
  TaskNotSucceeded,
  TaskOutcome,
  TaskSucceeded,
  WrittenMapOutput,
} from './task-outcome.js'
export { decodeTaskValue } from './task-value.js'
