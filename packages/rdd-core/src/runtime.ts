export { setTaskContext, TaskContext } from './task-context.js'
export { FILES_PROPERTY, SparkFiles, setFilesRoot } from './spark-files.js'
export { emptyTaskMetrics } from '@firesteel/task-metrics'
export type { TaskMetrics } from '@firesteel/task-metrics'
export type {
  MemoryConsumer,
  OutputPart,
  PairBatch,
  PairSink,
  SpillFile,
  TaskMemory,
  TaskRuntime,
} from './task-runtime.js'
export { compileStage } from './compile/compile-stage.js'
export type { CompileOptions, StageProgram } from './compile/compile-stage.js'
export { neededPartitions } from './compile/needed-inputs.js'
export type { SlicePartition } from './compile/needed-inputs.js'
export { namingRecords } from './naming-records.js'
export { openOutputPart } from './compile/support/output-part.js'
export type { OutputTarget } from './output/output-target.js'
export type { SliceNode, StageSlice } from './stage-slice.js'
export { groupExtension, holdsLargeGroup } from './spill/large-group.js'
export type { TextSplit } from './text/text-lines.js'
export { BarrierTaskContext } from './barrier-task-context.js'
export type { BarrierKind, BarrierLink } from './barrier-task-context.js'
