import * as z from 'zod/mini'

/** Every field of {@link TaskMetrics}, in the order in which they are encoded. New ones go last. */
export const TASK_METRIC_NAMES = [
  'executorDeserializeTimeMs',
  'executorRunTimeMs',
  'resultSizeBytes',
  'resultSerializationTimeMs',
  'recordsRead',
  'bytesRead',
  'recordsWritten',
  'bytesWritten',
  'shuffleReadRecords',
  'shuffleReadLocalBytes',
  'shuffleReadRemoteBytes',
  'fetchWaitMs',
  'shuffleWriteRecords',
  'shuffleWriteBytes',
  'shuffleWriteTimeMs',
  'memoryBytesSpilled',
  'diskBytesSpilled',
] as const
/** One of {@link TASK_METRIC_NAMES}. */
export type TaskMetricName = (typeof TASK_METRIC_NAMES)[number]

/** What a task attempt cost. @see org.apache.spark.executor.TaskMetrics */
export type TaskMetrics = Readonly<Record<TaskMetricName, number>>

/** What {@link TaskMetrics} look like on the wire. */
export const taskMetricsSchema: z.ZodMiniType<TaskMetrics> = z.record(
  z.enum(TASK_METRIC_NAMES),
  z.number(),
)

/** All zero; the caller may count in it. Written out: made once per task on the driver. */
export const emptyTaskMetrics = (): Record<TaskMetricName, number> => ({
  executorDeserializeTimeMs: 0,
  executorRunTimeMs: 0,
  resultSizeBytes: 0,
  resultSerializationTimeMs: 0,
  recordsRead: 0,
  bytesRead: 0,
  recordsWritten: 0,
  bytesWritten: 0,
  shuffleReadRecords: 0,
  shuffleReadLocalBytes: 0,
  shuffleReadRemoteBytes: 0,
  fetchWaitMs: 0,
  shuffleWriteRecords: 0,
  shuffleWriteBytes: 0,
  shuffleWriteTimeMs: 0,
  memoryBytesSpilled: 0,
  diskBytesSpilled: 0,
})
