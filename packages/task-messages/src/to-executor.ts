import { DecommissionExecutor } from './messages/decommission-executor.js'
import { ExecutorDecommissionSigReceived } from './messages/executor-decommission-sig-received.js'
import { KillTask } from './messages/kill-task.js'
import { LaunchTask } from './messages/launch-task.js'
import { LaunchTasks } from './messages/launch-tasks.js'
import { RegisteredExecutor } from './messages/registered-executor.js'
import { Shutdown } from './messages/shutdown.js'
import { StopExecutor } from './messages/stop-executor.js'
import { UpdateDelegationTokens } from './messages/update-delegation-tokens.js'

/** Every message that an executor accepts from its driver; its endpoint is called `Executor`. */
export const ExecutorProtocol = {
  LaunchTask,
  LaunchTasks,
  KillTask,
  StopExecutor,
  UpdateDelegationTokens,
  DecommissionExecutor,
} as const
/** The type of {@link ExecutorProtocol}. */
export type ExecutorProtocol = typeof ExecutorProtocol

/** What an executor tells itself; no other process can, so it is a protocol of its own. */
export const ExecutorSelfProtocol = {
  RegisteredExecutor,
  Shutdown,
  ExecutorDecommissionSigReceived,
} as const
/** The type of {@link ExecutorSelfProtocol}. */
export type ExecutorSelfProtocol = typeof ExecutorSelfProtocol
