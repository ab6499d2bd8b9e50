/**
 * What a task attempt cost; counted while it runs.
 * @see org.apache.spark.executor.TaskMetrics
 */
export interface TaskMetrics {
  executorDeserializeTimeMs: number
  executorRunTimeMs: number
  resultSizeBytes: number
  resultSerializationTimeMs: number
  recordsRead: number
  bytesRead: number
  recordsWritten: number
  bytesWritten: number
  shuffleReadRecords: number
  shuffleReadLocalBytes: number
  shuffleReadRemoteBytes: number
  fetchWaitMs: number
  shuffleWriteRecords: number
  shuffleWriteBytes: number
  shuffleWriteTimeMs: number
  memoryBytesSpilled: number
  diskBytesSpilled: number
}

/** All zero. */
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
})
