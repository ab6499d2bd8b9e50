import {
  type AppClientProtocol,
  type AppId,
  type ExecutorUpdated,
  MasterChangeAcknowledged,
  formatExecutorId,
  isExecutorFinished,
} from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import type { MasterLink } from '@firesteel/master-link'
import type { Handlers } from '@firesteel/rpc-core'
import type { AppClientListener } from './listener.js'

/** What is known of the application. */
export interface Application {
  id: AppId | undefined
  /** One more than the highest executor id that was seen: a new Master must not use one twice. */
  nextExecutorId: number
  over: boolean
}

/** What the handlers work with. */
export interface AppClientContext {
  readonly link: MasterLink
  readonly application: Application
  readonly listener: AppClientListener
  readonly logger: Logger
  dead(reason: string): void
}

/** What a Master may tell an application. */
export function appClientHandlers(context: AppClientContext): Handlers<AppClientProtocol> {
  const { link, application, listener, logger } = context
  const fullId = (id: number): string => formatExecutorId(application.id ?? '', id)

  return {
    RegisteredApplication: ({ appId, master, epoch }) => {
      const wasConnected = link.connected
      if (!link.registered(master, epoch) || wasConnected) return
      application.id = appId
      logger.info({ appId }, 'the application is registered')
      listener.connected(appId)
    },
    MasterInStandby: (_message, { senderAddress }) => link.standby(senderAddress),
    ExecutorAdded: ({ id, workerId, hostPort, cores, memory }) => {
      application.nextExecutorId = Math.max(application.nextExecutorId, id + 1)
      logger.info({ executor: fullId(id), workerId, cores }, 'executor added')
      const executor = { fullId: fullId(id), workerId, hostPort, cores, memoryMb: memory }
      listener.executorAdded(executor)
    },
    ExecutorUpdated: (message) => executorUpdated(message, fullId(message.id), context),
    ApplicationRemoved: ({ message }) => context.dead(`Master removed our application: ${message}`),
    WorkerRemoved: (worker) => {
      logger.info({ workerId: worker.id, reason: worker.message }, 'worker removed')
      listener.workerRemoved(worker)
    },
    MasterChanged: ({ master }) => {
      const { id: appId, nextExecutorId } = application
      // A Master that knows us from its records knows our id; without one we have never been registered.
      const wasConnected = link.connected
      if (appId === undefined || !link.masterChanged(master)) return
      master.send(MasterChangeAcknowledged, { appId, nextExecutorId })
      if (!wasConnected) listener.connected(appId)
    },
  }
}

function executorUpdated(
  message: ExecutorUpdated,
  fullId: string,
  { listener, logger }: AppClientContext,
): void {
  const { state, exitStatus, workerHost } = message
  logger.info({ executor: fullId, state, exitStatus, reason: message.message }, 'executor updated')
  const text = message.message ?? ''
  if (isExecutorFinished(state)) {
    listener.executorRemoved({ fullId, message: text, exitStatus, workerHost })
  } else if (state === 'DECOMMISSIONED') {
    listener.executorDecommissioned({ fullId, message: text, workerHost })
  }
}
