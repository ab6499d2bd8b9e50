// What is sent, and who accepts it.
export {
  CoarseGrainedSchedulerProtocol,
  HeartbeatReceiverProtocol,
  HeartbeatReceiverSelfProtocol,
  BlockDirectoryProtocol,
  OutputCommitProtocol,
} from './to-driver.js'
export { ExecutorProtocol, ExecutorSelfProtocol } from './to-executor.js'
export { BroadcastProtocol } from './to-broadcasts.js'
export { ShuffleTransferProtocol } from './to-shuffle-transfer.js'
export { ShuffleServiceProtocol } from './to-shuffle-service.js'
export { BlockStorageProtocol } from './to-block-storage.js'
export { BlockTransferProtocol } from './to-block-transfer.js'
export {
  BLOCK_DIRECTORY_ENDPOINT,
  BLOCK_STORAGE_ENDPOINT,
  BROADCAST_ENDPOINT,
  BLOCK_TRANSFER_ENDPOINT,
  COARSE_GRAINED_SCHEDULER_ENDPOINT,
  EXECUTOR_ENDPOINT,
  HEARTBEAT_RECEIVER_ENDPOINT,
  OUTPUT_COMMIT_ENDPOINT,
  SHUFFLE_SERVICE_ENDPOINT,
  SHUFFLE_TRANSFER_ENDPOINT,
  OLDEST_WIRE_VERSION,
  WIRE_HISTORY,
  WIRE_VERSION,
} from './version.js'
export { BroadcastPieceStored } from './messages/broadcast-piece-stored.js'
export { AskPermissionToCommitOutput } from './messages/ask-permission-to-commit-output.js'
export { DecommissionExecutor } from './messages/decommission-executor.js'
export { DecommissionExecutorsOnHost } from './messages/decommission-executors-on-host.js'
export { ExecutorDecommissionSigReceived } from './messages/executor-decommission-sig-received.js'
export { ExecutorDecommissioning } from './messages/executor-decommissioning.js'
export { ExpireDeadHosts } from './messages/expire-dead-hosts.js'
export { CopyBlock } from './messages/copy-block.js'
export { GetPeers } from './messages/get-peers.js'
export { ReplicateBlock } from './messages/replicate-block.js'
export { FindBroadcastPiece } from './messages/find-broadcast-piece.js'
export { GetBroadcast, type BroadcastParts } from './messages/get-broadcast.js'
export { FindMigrationPeers } from './messages/find-migration-peers.js'
export { MapOutputMoved } from './messages/map-output-moved.js'
export { TakeMapOutput } from './messages/take-map-output.js'
export { GetLocations } from './messages/get-locations.js'
export { Heartbeat, type HeartbeatResponse, type TaskProgress } from './messages/heartbeat.js'
export { IsExecutorAlive } from './messages/is-executor-alive.js'
export { KillExecutorsOnHost } from './messages/kill-executors-on-host.js'
export { KillTask } from './messages/kill-task.js'
export { LaunchTask } from './messages/launch-task.js'
export { LaunchTasks } from './messages/launch-tasks.js'
export { LaunchedExecutor } from './messages/launched-executor.js'
export { RegisterBlockManager } from './messages/register-block-manager.js'
export { RegisterExecutor } from './messages/register-executor.js'
export { RegisteredExecutor } from './messages/registered-executor.js'
export { RemoveApplicationShuffle } from './messages/remove-application-shuffle.js'
export { RemoveBlock } from './messages/remove-block.js'
export { RemoveBroadcast } from './messages/remove-broadcast.js'
export { RemoveExecutor } from './messages/remove-executor.js'
export { RemoveRdd } from './messages/remove-rdd.js'
export { RemoveShuffle } from './messages/remove-shuffle.js'
export { RemoveWorker } from './messages/remove-worker.js'
export {
  RetrieveSparkAppConfig,
  type SparkAppConfig,
  sparkAppConfigSchema,
} from './messages/retrieve-spark-app-config.js'
export { ReviveOffers } from './messages/revive-offers.js'
export { ShufflePushCompletion } from './messages/shuffle-push-completion.js'
export { Shutdown } from './messages/shutdown.js'
export { StatusUpdate } from './messages/status-update.js'
export { StopDriver } from './messages/stop-driver.js'
export { StopExecutor } from './messages/stop-executor.js'
export { StopExecutors } from './messages/stop-executors.js'
export { TaskSchedulerIsSet } from './messages/task-scheduler-is-set.js'
export { UpdateBlockInfo } from './messages/update-block-info.js'
export { UpdateDelegationTokens } from './messages/update-delegation-tokens.js'

// What messages are made of.
export { decodeMapStatus, encodeMapStatus } from './codec/map-status.js'
export { decodeTaskDescription, encodeTaskDescription } from './codec/task-description.js'
export { decodeTaskResult, encodeTaskResult } from './codec/task-result.js'
export { TaskCodecError } from './errors.js'
export { blockHolderSchema, blockLocationSchema } from './model/block-location.js'
export type { BlockHolder, BlockLocation } from './model/block-location.js'
export type { MapStatus } from './model/map-status.js'
export { storageLevelSchema } from './model/storage-level.js'
export { resourceProfileSchema } from './model/resource-profile.js'
export type { ResourceProfile } from './model/resource-profile.js'
export type { TaskDescription } from './model/task-description.js'
export {
  countsTowardFailures,
  taskEndReasonSchema,
  taskEndReasonText,
} from './model/task-end-reason.js'
export type {
  ExceptionFailure,
  ExecutorLostFailure,
  FetchFailed,
  Resubmitted,
  Success,
  TaskCommitDenied,
  TaskEndReason,
  TaskFailedReason,
  TaskKilled,
  TaskResultLost,
  UnknownReason,
} from './model/task-end-reason.js'
export { TASK_METRIC_NAMES, emptyTaskMetrics } from '@firesteel/task-metrics'
export { taskMetricsSchema } from './model/task-metrics.js'
export type { TaskMetricName, TaskMetrics } from '@firesteel/task-metrics'
export type { FailedTaskResult, FinishedTaskResult, TaskResult } from './model/task-result.js'
export {
  TASK_STATES,
  isTaskFailed,
  isTaskFinished,
  taskStateSchema,
  taskTransitions,
} from './model/task-state.js'
export type { FinalTaskState, TaskState } from './model/task-state.js'
export { resourcesSchema } from '@firesteel/deploy-messages/wire'
export type { Resources, Transitions, NoFields } from '@firesteel/deploy-messages/wire'
export { BLOCKS, blockUri } from './model/block-uri.js'
export { resultBlockId } from './model/indirect-result.js'
export type { IndirectTaskResult } from './model/indirect-result.js'
export { decodeIndirectResult, encodeIndirectResult } from './codec/indirect-result.js'
export { RequestToSync } from './messages/request-to-sync.js'
export { BarrierSyncProtocol } from './to-driver.js'
export { BARRIER_SYNC_ENDPOINT } from './version.js'
