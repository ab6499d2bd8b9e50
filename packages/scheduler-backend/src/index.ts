export { LocalBackend, DRIVER_EXECUTOR_ID } from './local-backend.js'
export type { LocalBackendOptions } from './local-backend.js'
export type { ReportStatus, TaskRunner } from './task-runner.js'
export { StandaloneBackend } from './standalone-backend.js'
export type { ClusterClient, StandaloneOptions } from './standalone-backend.js'
export { coarseGrainedSettingsFrom } from './conf.js'
export type { CoarseGrainedSettings } from './conf.js'
export {
  ApplicationDeadError,
  DuplicateExecutorError,
  ExecutorVersionError,
  NotRegisteredError,
} from './errors.js'

// For those who bring executors of their own.
export { CoarseGrainedBackend } from './coarse-grained-backend.js'
export type { CoarseGrainedOptions } from './coarse-grained-backend.js'
export { applicationDescription } from './application-description.js'
export type { ApplicationRequest } from './application-description.js'
export { BlockManagerMaster } from './block-manager-master.js'
export type { BlockManagerMasterOptions } from './block-manager-master.js'
export type { ExecutorStorage } from './executor-storage.js'
export { HeartbeatReceiver } from './heartbeat-receiver.js'
export type { HeartbeatReceiverOptions } from './heartbeat-receiver.js'
export { ExecutorControl } from './executor-control.js'
export type { ExecutorControlParts, KillOptions, LeaveOptions } from './executor-control.js'
export { BroadcastDirectory } from './broadcast-directory.js'
export { BarrierCoordinator } from './barrier-coordinator.js'
export type { BarrierCoordinatorOptions } from './barrier-coordinator.js'
export { barrierTimeoutFrom } from './conf.js'
