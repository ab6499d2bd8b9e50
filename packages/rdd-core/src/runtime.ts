export { setTaskContext, TaskContext } from './task-context.js'
export { emptyTaskMetrics } from './task-metrics.js'
export type { TaskMetrics } from './task-metrics.js'
export type { OutputPart, PairBatch, PairSink, TaskRuntime } from './task-runtime.js'
