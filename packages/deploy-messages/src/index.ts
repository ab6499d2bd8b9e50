// What is sent, and who accepts it.
export { MasterProtocol, MasterSelfProtocol } from './to-master.js'
export { WorkerProtocol, WorkerSelfProtocol } from './to-worker.js'
export { AppClientProtocol, AppClientSelfProtocol } from './to-app-client.js'
export {
  APP_CLIENT_ENDPOINT,
  MASTER_ENDPOINT,
  OLDEST_WIRE_VERSION,
  WIRE_HISTORY,
  WIRE_VERSION,
  WIRE_VERSIONS,
  versionConflict,
  WORKER_ENDPOINT,
} from './version.js'
export { ApplicationFinished } from './messages/application-finished.js'
export { ApplicationRemoved } from './messages/application-removed.js'
export { BoundPortsRequest, type BoundPortsResponse } from './messages/bound-ports-request.js'
export { CheckForWorkerTimeOut } from './messages/check-for-worker-time-out.js'
export { CompleteRecovery } from './messages/complete-recovery.js'
export { DecommissionWorker } from './messages/decommission-worker.js'
export { DecommissionWorkersOnHosts } from './messages/decommission-workers-on-hosts.js'
export { DecommissionWorkers } from './messages/decommission-workers.js'
export { DriverStateChanged } from './messages/driver-state-changed.js'
export { ElectedLeader } from './messages/elected-leader.js'
export { ExecutorAdded } from './messages/executor-added.js'
export { ExecutorStateChanged } from './messages/executor-state-changed.js'
export { ExecutorUpdated } from './messages/executor-updated.js'
export { Heartbeat } from './messages/heartbeat.js'
export { KillDriver } from './messages/kill-driver.js'
export { KillExecutor } from './messages/kill-executor.js'
export { KillExecutors } from './messages/kill-executors.js'
export { LaunchDriver } from './messages/launch-driver.js'
export { LaunchExecutor } from './messages/launch-executor.js'
export { MasterChangeAcknowledged } from './messages/master-change-acknowledged.js'
export { MasterChanged } from './messages/master-changed.js'
export { MasterInStandby } from './messages/master-in-standby.js'
export { ReconnectWorker } from './messages/reconnect-worker.js'
export { RegisterApplication } from './messages/register-application.js'
export { RegisterWorkerFailed } from './messages/register-worker-failed.js'
export { RegisterWorker } from './messages/register-worker.js'
export { RegisteredApplication } from './messages/registered-application.js'
export { RegisteredWorker } from './messages/registered-worker.js'
export { type DriverStatusResponse, RequestDriverStatus } from './messages/request-driver-status.js'
export { RequestExecutors } from './messages/request-executors.js'
export { type KillDriverResponse, RequestKillDriver } from './messages/request-kill-driver.js'
export { type MasterStateResponse, RequestMasterState } from './messages/request-master-state.js'
export { RequestSubmitDriver, type SubmitDriverResponse } from './messages/request-submit-driver.js'
export { RequestWorkerState, type WorkerStateResponse } from './messages/request-worker-state.js'
export { ReregisterWithMaster } from './messages/reregister-with-master.js'
export { RevokedLeadership } from './messages/revoked-leadership.js'
export { SendHeartbeat } from './messages/send-heartbeat.js'
export { StopAppClient } from './messages/stop-app-client.js'
export { UnregisterApplication } from './messages/unregister-application.js'
export { WorkDirCleanup } from './messages/work-dir-cleanup.js'
export { WorkerDecommissionSigReceived } from './messages/worker-decommission-sig-received.js'
export { WorkerDecommissioning } from './messages/worker-decommissioning.js'
export { WorkerLatestState } from './messages/worker-latest-state.js'
export { WorkerRemoved } from './messages/worker-removed.js'
export { WorkerSchedulerStateResponse } from './messages/worker-scheduler-state-response.js'

// What messages are made of.
export {
  APPLICATION_STATES,
  applicationDescriptionSchema,
  applicationSnapshotSchema,
  applicationStateSchema,
  applicationTransitions,
  executorProfileSchema,
  executorTotalSchema,
} from './model/application.js'
export type {
  ApplicationDescription,
  ApplicationSnapshot,
  ApplicationState,
  ExecutorProfile,
  ExecutorTotal,
} from './model/application.js'
export { LAUNCH_KINDS, commandSchema } from './model/command.js'
export type { Command, LaunchKind } from './model/command.js'
export {
  DRIVER_STATES,
  FINAL_DRIVER_STATES,
  driverDescriptionSchema,
  driverSnapshotSchema,
  driverStateSchema,
  driverTransitions,
  isDriverFinished,
} from './model/driver.js'
export type {
  DriverDescription,
  DriverSnapshot,
  DriverState,
  FinalDriverState,
} from './model/driver.js'
export {
  EXECUTOR_STATES,
  executorDescriptionSchema,
  executorSnapshotSchema,
  executorStateSchema,
  executorTransitions,
  isExecutorFinished,
} from './model/executor.js'
export type { ExecutorDescription, ExecutorSnapshot, ExecutorState } from './model/executor.js'
export {
  appIdFrom,
  appIdSchema,
  driverIdFrom,
  driverIdSchema,
  formatAppId,
  formatDriverId,
  formatExecutorId,
  formatWorkerId,
  idTimestamp,
  parseCountedId,
  parseExecutorId,
  workerIdFrom,
  workerIdSchema,
} from './model/ids.js'
export type { AppId, DriverId, WorkerId } from './model/ids.js'
export { MASTER_STATES, masterStateSchema, masterTransitions } from './model/master.js'
export type { MasterState } from './model/master.js'
export {
  addResources,
  resourceRequirementsSchema,
  resourcesSchema,
  satisfies,
  subtractResources,
  takeResources,
} from './model/resources.js'
export type { ResourceRequirements, Resources } from './model/resources.js'
export { moved } from './model/transitions.js'
export type { Transitions } from './model/transitions.js'
export {
  hostPortSchema,
  noFieldsSchema,
  refSchema,
  wireErrorSchema,
  wireVersionsSchema,
} from './model/wire.js'
export type { HostPort, NoFields, WireVersions } from './model/wire.js'
export {
  WORKER_STATES,
  workerSnapshotSchema,
  workerStateSchema,
  workerTransitions,
} from './model/worker.js'
export type { WorkerSnapshot, WorkerState } from './model/worker.js'

// For the documentation, and for the check that keeps versions honest; other conversations use them too.
export { referencePages } from './reference.js'
export { DEPLOY_PROTOCOLS, transitionsText } from './describe/reference-pages.js'
export { describeProtocol, markdownTable, messageDocs } from './describe/describe-protocol.js'
export type { DocOf } from './describe/describe-protocol.js'
export { wireModel, wireShape } from './describe/wire-model.js'
export type { WireMessage, WireModel, WireShape } from './describe/wire-model.js'
