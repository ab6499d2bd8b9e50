/**
 * What a task attempt cost. Whoever does the work adds to the field while the attempt runs; fields that end in
 * `Ms` are milliseconds, in `Ns` nanoseconds; everything that names bytes is bytes.
 * @see org.apache.spark.executor.TaskMetrics
 */
export interface TaskMetrics {
  /** Rebuilding the stage's closures, compiling its loop, decoding what the task brought. */
  executorDeserializeTimeMs: number
  /** From then on until the rows are made. */
  executorRunTimeMs: number
  /** The task's value as it is sent; the driver's count of it. */
  resultSizeBytes: number
  resultSerializationTimeMs: number
  /** Read from files and other sources. */
  recordsRead: number
  bytesRead: number
  /** Written to a job's output. */
  recordsWritten: number
  bytesWritten: number
  shuffleReadRecords: number
  /** From disks of this host. */
  shuffleReadLocalBytes: number
  /** From other executors. */
  shuffleReadRemoteBytes: number
  /** How long the task stood still for want of shuffle blocks. */
  fetchWaitMs: number
  shuffleWriteRecords: number
  shuffleWriteBytes: number
  shuffleWriteTimeMs: number
  /** What was spilled, as it lay in memory. */
  memoryBytesSpilled: number
  /** What was spilled, as it lies on disk. */
  diskBytesSpilled: number
  /** CPU time of the slot's thread while it got ready; 0 where the system does not tell. */
  executorDeserializeCpuTimeNs: number
  /** CPU time of the slot's thread while it ran; 0 where the system does not tell. */
  executorCpuTimeNs: number
  /** Garbage collections of the slot's thread meanwhile. Spark's `jvmGCTime`. */
  gcTimeMs: number
  /** The most that tables, sorts and buffers of the task held at once. */
  peakExecutionMemoryBytes: number
  shuffleReadLocalBlocks: number
  shuffleReadRemoteBlocks: number
  /** The part of {@link shuffleReadRemoteBytes} that went to disk because it was large. */
  shuffleReadRemoteBytesToDisk: number
  /** The durations of all requests for remote blocks, added up. */
  shuffleRemoteRequestsMs: number
  /** Blocks that were fetched and did not have the checksum they should. */
  shuffleCorruptBlocks: number
}

/** One field of {@link TaskMetrics}. */
export type TaskMetricName = keyof TaskMetrics

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
  'executorDeserializeCpuTimeNs',
  'executorCpuTimeNs',
  'gcTimeMs',
  'peakExecutionMemoryBytes',
  'shuffleReadLocalBlocks',
  'shuffleReadRemoteBlocks',
  'shuffleReadRemoteBytesToDisk',
  'shuffleRemoteRequestsMs',
  'shuffleCorruptBlocks',
] as const satisfies readonly TaskMetricName[]

/** All zero; the caller counts in it. Written out: one is made per attempt, on both sides. */
export const emptyTaskMetrics = (): TaskMetrics => ({
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
  executorDeserializeCpuTimeNs: 0,
  executorCpuTimeNs: 0,
  gcTimeMs: 0,
  peakExecutionMemoryBytes: 0,
  shuffleReadLocalBlocks: 0,
  shuffleReadRemoteBlocks: 0,
  shuffleReadRemoteBytesToDisk: 0,
  shuffleRemoteRequestsMs: 0,
  shuffleCorruptBlocks: 0,
})

/** Adds `more` to `sum`: what a stage cost is what its attempts did. Peaks add up too, as Spark's do. */
export function addTaskMetrics(sum: TaskMetrics, more: Readonly<TaskMetrics>): void {
  for (const name of TASK_METRIC_NAMES) sum[name] += more[name]
}
