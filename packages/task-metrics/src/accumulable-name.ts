import type { TaskMetricName } from './task-metrics.js'

const NAMES: Readonly<Record<TaskMetricName, string>> = {
  executorDeserializeTimeMs: 'executorDeserializeTime',
  executorRunTimeMs: 'executorRunTime',
  resultSizeBytes: 'resultSize',
  resultSerializationTimeMs: 'resultSerializationTime',
  recordsRead: 'input.recordsRead',
  bytesRead: 'input.bytesRead',
  recordsWritten: 'output.recordsWritten',
  bytesWritten: 'output.bytesWritten',
  shuffleReadRecords: 'shuffle.read.recordsRead',
  shuffleReadLocalBytes: 'shuffle.read.localBytesRead',
  shuffleReadRemoteBytes: 'shuffle.read.remoteBytesRead',
  fetchWaitMs: 'shuffle.read.fetchWaitTime',
  shuffleWriteRecords: 'shuffle.write.recordsWritten',
  shuffleWriteBytes: 'shuffle.write.bytesWritten',
  shuffleWriteTimeMs: 'shuffle.write.writeTime',
  memoryBytesSpilled: 'memoryBytesSpilled',
  diskBytesSpilled: 'diskBytesSpilled',
  executorDeserializeCpuTimeNs: 'executorDeserializeCpuTime',
  executorCpuTimeNs: 'executorCpuTime',
  gcTimeMs: 'jvmGCTime',
  peakExecutionMemoryBytes: 'peakExecutionMemory',
  shuffleReadLocalBlocks: 'shuffle.read.localBlocksFetched',
  shuffleReadRemoteBlocks: 'shuffle.read.remoteBlocksFetched',
  shuffleReadRemoteBytesToDisk: 'shuffle.read.remoteBytesReadToDisk',
  shuffleRemoteRequestsMs: 'shuffle.read.remoteReqsDuration',
  shuffleCorruptBlocks: 'shuffle.read.corruptBlocks',
}

/** The metric as Spark's events, pages and accumulators call it: `internal.metrics.executorRunTime`. */
export const accumulableName = (metric: TaskMetricName): string =>
  `internal.metrics.${NAMES[metric]}`
