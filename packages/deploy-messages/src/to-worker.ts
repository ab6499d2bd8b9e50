import { ApplicationFinished } from './messages/application-finished.js'
import { DecommissionWorker } from './messages/decommission-worker.js'
import { KillDriver } from './messages/kill-driver.js'
import { KillExecutor } from './messages/kill-executor.js'
import { LaunchDriver } from './messages/launch-driver.js'
import { LaunchExecutor } from './messages/launch-executor.js'
import { MasterChanged } from './messages/master-changed.js'
import { MasterInStandby } from './messages/master-in-standby.js'
import { ReconnectWorker } from './messages/reconnect-worker.js'
import { RegisterWorkerFailed } from './messages/register-worker-failed.js'
import { RegisteredWorker } from './messages/registered-worker.js'
import { RequestWorkerState } from './messages/request-worker-state.js'
import { ReregisterWithMaster } from './messages/reregister-with-master.js'
import { SendHeartbeat } from './messages/send-heartbeat.js'
import { WorkDirCleanup } from './messages/work-dir-cleanup.js'
import { WorkerDecommissionSigReceived } from './messages/worker-decommission-sig-received.js'

/** Every message that a Worker accepts from others; its endpoint is called `Worker`. */
export const WorkerProtocol = {
  RegisteredWorker,
  RegisterWorkerFailed,
  MasterInStandby,
  ReconnectWorker,
  LaunchExecutor,
  KillExecutor,
  LaunchDriver,
  KillDriver,
  ApplicationFinished,
  MasterChanged,
  DecommissionWorker,
  RequestWorkerState,
} as const
/** The type of {@link WorkerProtocol}. */
export type WorkerProtocol = typeof WorkerProtocol

/** What a Worker tells itself; no other process can, so it is a protocol of its own. */
export const WorkerSelfProtocol = {
  SendHeartbeat,
  WorkDirCleanup,
  ReregisterWithMaster,
  WorkerDecommissionSigReceived,
} as const
/** The type of {@link WorkerSelfProtocol}. */
export type WorkerSelfProtocol = typeof WorkerSelfProtocol
