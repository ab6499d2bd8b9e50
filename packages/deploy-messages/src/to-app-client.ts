import { ApplicationRemoved } from './messages/application-removed.js'
import { ExecutorAdded } from './messages/executor-added.js'
import { ExecutorUpdated } from './messages/executor-updated.js'
import { MasterChanged } from './messages/master-changed.js'
import { MasterInStandby } from './messages/master-in-standby.js'
import { RegisteredApplication } from './messages/registered-application.js'
import { StopAppClient } from './messages/stop-app-client.js'
import { WorkerRemoved } from './messages/worker-removed.js'

/** Every message that an AppClient accepts from others; its endpoint is called `AppClient`. */
export const AppClientProtocol = {
  RegisteredApplication,
  MasterInStandby,
  ExecutorAdded,
  ExecutorUpdated,
  ApplicationRemoved,
  WorkerRemoved,
  MasterChanged,
} as const
/** The type of {@link AppClientProtocol}. */
export type AppClientProtocol = typeof AppClientProtocol

/** What the scheduler backend of the same process tells its AppClient. */
export const AppClientSelfProtocol = { StopAppClient } as const
/** The type of {@link AppClientSelfProtocol}. */
export type AppClientSelfProtocol = typeof AppClientSelfProtocol
