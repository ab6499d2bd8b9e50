import { AskPermissionToCommitOutput } from './messages/ask-permission-to-commit-output.js'
import { DecommissionExecutorsOnHost } from './messages/decommission-executors-on-host.js'
import { ExecutorDecommissioning } from './messages/executor-decommissioning.js'
import { FindMigrationPeers } from './messages/find-migration-peers.js'
import { MapOutputMoved } from './messages/map-output-moved.js'
import { ExpireDeadHosts } from './messages/expire-dead-hosts.js'
import { GetPeers } from './messages/get-peers.js'
import { GetLocations } from './messages/get-locations.js'
import { Heartbeat } from './messages/heartbeat.js'
import { IsExecutorAlive } from './messages/is-executor-alive.js'
import { KillExecutorsOnHost } from './messages/kill-executors-on-host.js'
import { KillTask } from './messages/kill-task.js'
import { LaunchedExecutor } from './messages/launched-executor.js'
import { RegisterBlockManager } from './messages/register-block-manager.js'
import { RegisterExecutor } from './messages/register-executor.js'
import { RemoveExecutor } from './messages/remove-executor.js'
import { RemoveRdd } from './messages/remove-rdd.js'
import { RemoveWorker } from './messages/remove-worker.js'
import { RequestToSync } from './messages/request-to-sync.js'
import { RetrieveSparkAppConfig } from './messages/retrieve-spark-app-config.js'
import { ReviveOffers } from './messages/revive-offers.js'
import { ShufflePushCompletion } from './messages/shuffle-push-completion.js'
import { StatusUpdate } from './messages/status-update.js'
import { StopDriver } from './messages/stop-driver.js'
import { StopExecutors } from './messages/stop-executors.js'
import { TaskSchedulerIsSet } from './messages/task-scheduler-is-set.js'
import { UpdateBlockInfo } from './messages/update-block-info.js'

/** Every message that the driver accepts from executors and from its own back end; the endpoint is called `CoarseGrainedScheduler`. */
export const CoarseGrainedSchedulerProtocol = {
  RetrieveSparkAppConfig,
  RegisterExecutor,
  LaunchedExecutor,
  StatusUpdate,
  ShufflePushCompletion,
  ExecutorDecommissioning,
  FindMigrationPeers,
  MapOutputMoved,
  RemoveExecutor,
  KillTask,
  ReviveOffers,
  StopDriver,
  StopExecutors,
  RemoveWorker,
  KillExecutorsOnHost,
  DecommissionExecutorsOnHost,
  IsExecutorAlive,
} as const
/** The type of {@link CoarseGrainedSchedulerProtocol}. */
export type CoarseGrainedSchedulerProtocol = typeof CoarseGrainedSchedulerProtocol

/** Every message that the endpoint `HeartbeatReceiver` of a driver accepts. */
export const HeartbeatReceiverProtocol = {
  Heartbeat,
  TaskSchedulerIsSet,
} as const
/** The type of {@link HeartbeatReceiverProtocol}. */
export type HeartbeatReceiverProtocol = typeof HeartbeatReceiverProtocol

/** What a heartbeat receiver tells itself; no other process can, so it is a protocol of its own. */
export const HeartbeatReceiverSelfProtocol = {
  ExpireDeadHosts,
} as const
/** The type of {@link HeartbeatReceiverSelfProtocol}. */
export type HeartbeatReceiverSelfProtocol = typeof HeartbeatReceiverSelfProtocol

/** Every message that the endpoint `BlockManagerMaster` of a driver accepts: who has which block. */
export const BlockDirectoryProtocol = {
  RegisterBlockManager,
  UpdateBlockInfo,
  GetLocations,
  GetPeers,
  RemoveRdd,
} as const
/** The type of {@link BlockDirectoryProtocol}. */
export type BlockDirectoryProtocol = typeof BlockDirectoryProtocol

/** Every message that the endpoint `OutputCommitCoordinator` of a driver accepts. */
export const OutputCommitProtocol = {
  AskPermissionToCommitOutput,
} as const
/** The type of {@link OutputCommitProtocol}. */
export type OutputCommitProtocol = typeof OutputCommitProtocol

/** What the endpoint `barrierSync` of a driver accepts: tasks that wait for each other. */
export const BarrierSyncProtocol = {
  RequestToSync,
} as const
/** The type of {@link BarrierSyncProtocol}. */
export type BarrierSyncProtocol = typeof BarrierSyncProtocol
