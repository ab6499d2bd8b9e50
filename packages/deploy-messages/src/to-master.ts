import { BoundPortsRequest } from './messages/bound-ports-request.js'
import { CheckForWorkerTimeOut } from './messages/check-for-worker-time-out.js'
import { CompleteRecovery } from './messages/complete-recovery.js'
import { DecommissionWorkersOnHosts } from './messages/decommission-workers-on-hosts.js'
import { DecommissionWorkers } from './messages/decommission-workers.js'
import { DriverStateChanged } from './messages/driver-state-changed.js'
import { ElectedLeader } from './messages/elected-leader.js'
import { ExecutorStateChanged } from './messages/executor-state-changed.js'
import { Heartbeat } from './messages/heartbeat.js'
import { KillExecutors } from './messages/kill-executors.js'
import { MasterChangeAcknowledged } from './messages/master-change-acknowledged.js'
import { RegisterApplication } from './messages/register-application.js'
import { RegisterWorker } from './messages/register-worker.js'
import { RequestDriverStatus } from './messages/request-driver-status.js'
import { RequestExecutors } from './messages/request-executors.js'
import { RequestKillDriver } from './messages/request-kill-driver.js'
import { RequestMasterState } from './messages/request-master-state.js'
import { RequestSubmitDriver } from './messages/request-submit-driver.js'
import { RevokedLeadership } from './messages/revoked-leadership.js'
import { UnregisterApplication } from './messages/unregister-application.js'
import { WorkerDecommissioning } from './messages/worker-decommissioning.js'
import { WorkerLatestState } from './messages/worker-latest-state.js'
import { WorkerSchedulerStateResponse } from './messages/worker-scheduler-state-response.js'

/** Every message that a Master accepts from others; its endpoint is called `Master`. */
export const MasterProtocol = {
  RegisterWorker,
  ExecutorStateChanged,
  DriverStateChanged,
  WorkerSchedulerStateResponse,
  WorkerLatestState,
  Heartbeat,
  WorkerDecommissioning,
  RegisterApplication,
  UnregisterApplication,
  MasterChangeAcknowledged,
  RequestExecutors,
  KillExecutors,
  RequestSubmitDriver,
  RequestKillDriver,
  RequestDriverStatus,
  RequestMasterState,
  BoundPortsRequest,
  DecommissionWorkersOnHosts,
} as const
/** The type of {@link MasterProtocol}. */
export type MasterProtocol = typeof MasterProtocol

/** What a Master tells itself; no other process can, so it is a protocol of its own. */
export const MasterSelfProtocol = {
  ElectedLeader,
  RevokedLeadership,
  CompleteRecovery,
  CheckForWorkerTimeOut,
  DecommissionWorkers,
} as const
/** The type of {@link MasterSelfProtocol}. */
export type MasterSelfProtocol = typeof MasterSelfProtocol
