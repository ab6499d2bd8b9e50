export { addTaskMetrics, emptyTaskMetrics, TASK_METRIC_NAMES } from './task-metrics.js'
export type { TaskMetricName, TaskMetrics } from './task-metrics.js'
export { accumulableName } from './accumulable-name.js'
