import type { Logger } from '@firesteel/logging'
import type { Handlers, RpcAddress, RpcEndpoint } from '@firesteel/rpc-core'
import {
  type TaskDescription,
  ExecutorProtocol,
  decodeTaskDescription,
} from '@firesteel/task-messages'

/** What an executor does when its driver speaks. */
export interface ExecutorActions {
  launch(description: TaskDescription): void
  kill(taskId: number, interruptThread: boolean, reason: string): void
  /** Ends the executor when its tasks are over and what it stores is elsewhere. */
  decommission(hostLeaves: boolean): void
  /** Ends the executor, with this exit code. */
  exit(code: number, why: string): void
}

/**
 * The executor's ear: what the driver wants of it.
 *
 *   driver ─LaunchTask→ a slot runs it ─StatusUpdate→ driver
 *   driver ─KillTask→ its slot
 *   driver ─DecommissionExecutor→ tasks end, files are handed on → exit 0
 *   driver ─StopExecutor→ exit 0      driver gone → exit 1
 *
 * @see org.apache.spark.executor.CoarseGrainedExecutorBackend
 */
export class ExecutorEndpoint implements RpcEndpoint<ExecutorProtocol> {
  readonly protocol = ExecutorProtocol
  readonly handlers: Handlers<ExecutorProtocol>
  readonly #driver: RpcAddress
  readonly #actions: ExecutorActions
  readonly #logger: Logger

  constructor(driver: RpcAddress, actions: ExecutorActions, logger: Logger) {
    this.#driver = driver
    this.#actions = actions
    this.#logger = logger
    this.handlers = {
      LaunchTask: ({ data }) => actions.launch(decodeTaskDescription(data)),
      LaunchTasks: ({ tasks }) => {
        for (const data of tasks) actions.launch(decodeTaskDescription(data))
      },
      KillTask: ({ taskId, interruptThread, reason }) =>
        actions.kill(taskId, interruptThread, reason),
      StopExecutor: () => actions.exit(0, 'the driver asked for it'),
      UpdateDelegationTokens: () => {
        logger.debug('no file system here asks for delegation tokens')
      },
      DecommissionExecutor: ({ hostLeaves }) => actions.decommission(hostLeaves),
    }
  }

  onDisconnected(remote: RpcAddress): void {
    if (remote.equals(this.#driver)) {
      this.#actions.exit(1, `Driver ${remote.hostPort} disassociated! Shutting down.`)
    } else {
      this.#logger.warn({ remote: remote.hostPort }, 'a process went away')
    }
  }

  /** A message that cannot be read leaves a slot waiting for ever: better to be replaced. */
  onError(error: Error): void {
    this.#logger.error({ err: error }, 'a message of the driver could not be handled')
    this.#actions.exit(1, error.message)
  }
}
