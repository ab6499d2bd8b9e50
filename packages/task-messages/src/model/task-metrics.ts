import { TASK_METRIC_NAMES, type TaskMetrics } from '@firesteel/task-metrics'
import * as z from 'zod/mini'

/** What {@link TaskMetrics} look like on the wire, in a heartbeat. */
export const taskMetricsSchema: z.ZodMiniType<Readonly<TaskMetrics>> = z.record(
  z.enum(TASK_METRIC_NAMES),
  z.number(),
)
