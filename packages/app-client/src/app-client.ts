import type { Clock } from '@firesteel/clock'
import {
  APP_CLIENT_ENDPOINT,
  AppClientProtocol,
  type AppId,
  type ApplicationDescription,
  type ExecutorTotal,
  KillExecutors,
  RegisterApplication,
  RequestExecutors,
  UnregisterApplication,
  WIRE_VERSIONS,
} from '@firesteel/deploy-messages'
import { type Logger, silentLogger } from '@firesteel/logging'
import {
  MasterLink,
  type RetrySchedule,
  appSchedule,
  appScheduleAfterLoss,
} from '@firesteel/master-link'
import type { EndpointRef, Handlers, RpcAddress, RpcEndpoint, RpcEnv } from '@firesteel/rpc-core'
import { nanoid } from 'nanoid'
import { type Application, appClientHandlers } from './handlers.js'
import type { AppClientListener } from './listener.js'

/** What an AppClient is made of. */
export interface AppClientParts {
  readonly env: RpcEnv
  readonly masters: readonly RpcAddress[]
  readonly description: ApplicationDescription
  readonly listener: AppClientListener
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
  /** What makes repeated registrations one; nanoid unless said. */
  readonly registrationId?: string | undefined
  readonly schedule?: RetrySchedule | undefined
  readonly scheduleAfterLoss?: RetrySchedule | undefined
}

/**
 * An application's line to the Master: registers with whichever leads, keeps to it, and when it is lost
 * registers again by itself, under the same id where the new Master allows it.
 *
 *     start → RegisterApplication → RegisteredApplication → listener.connected
 *             ExecutorAdded, ExecutorUpdated, WorkerRemoved → listener
 *             MasterChanged → MasterChangeAcknowledged
 *     stop  → UnregisterApplication
 *
 * @see org.apache.spark.deploy.client.StandaloneAppClient
 */
export class AppClient implements RpcEndpoint<AppClientProtocol> {
  readonly protocol = AppClientProtocol
  readonly handlers: Handlers<AppClientProtocol>
  readonly #parts: AppClientParts
  readonly #logger: Logger
  readonly #link: MasterLink
  readonly #application: Application
  #self: EndpointRef<AppClientProtocol> | undefined

  constructor(parts: AppClientParts) {
    const registrationId = parts.registrationId ?? nanoid()
    this.#parts = parts
    this.#logger = parts.logger ?? silentLogger
    this.#application = { id: undefined, nextExecutorId: 0, over: false }
    this.#link = new MasterLink({
      env: parts.env,
      masters: parts.masters,
      schedule: parts.schedule ?? appSchedule,
      scheduleAfterLoss: parts.scheduleAfterLoss ?? appScheduleAfterLoss,
      clock: parts.clock,
      logger: parts.logger,
      listener: {
        register: ({ master, epoch }) => {
          if (this.#self === undefined) return
          const { id, nextExecutorId } = this.#application
          master.send(RegisterApplication, {
            appDescription: parts.description,
            driver: this.#self,
            registrationId,
            epoch,
            wireVersions: WIRE_VERSIONS,
            resume: id === undefined ? undefined : { appId: id, nextExecutorId },
          })
        },
        lost: () => parts.listener.disconnected(),
        gaveUp: (error) => this.#dead(`All masters are unresponsive! ${error.message}`, error),
      },
    })
    this.handlers = appClientHandlers({
      link: this.#link,
      application: this.#application,
      listener: parts.listener,
      logger: this.#logger,
      dead: (reason) => this.#dead(reason),
    })
  }

  /** The id that the Master gave, once there is one. */
  get appId(): AppId | undefined {
    return this.#application.id
  }

  /** Whether a Master holds the registration now. */
  get connected(): boolean {
    return this.#link.connected
  }

  /** Registers the endpoint `AppClient` and begins to search for the Master. */
  start(): void {
    this.#parts.env.setupEndpoint(APP_CLIENT_ENDPOINT, this)
  }

  onStart(self: EndpointRef<AppClientProtocol>): void {
    this.#self = self
    this.#link.start()
  }

  onStop(): void {
    this.#link.stop()
  }

  onDisconnected(remote: RpcAddress): void {
    this.#link.disconnected(remote)
  }

  /**
   * Asks for so many executors in all, of the default profile or by profile; fewer than there are kills none.
   * False before the registration, without a Master, and when the Master does not know the application.
   */
  async requestTotalExecutors(totals: number | readonly ExecutorTotal[]): Promise<boolean> {
    const requestedTotals = typeof totals === 'number' ? [{ rpId: 0, total: totals }] : totals
    return this.#ask((master, appId) => master.ask(RequestExecutors, { appId, requestedTotals }))
  }

  /** Asks the Master to kill executors, named by their numbers; false as for {@link requestTotalExecutors}. */
  async killExecutors(executorIds: readonly string[]): Promise<boolean> {
    return this.#ask((master, appId) => master.ask(KillExecutors, { appId, executorIds }))
  }

  /** Unregisters the application and ends; the listener hears of it unless it was dead before. */
  stop(): void {
    const { master, connected } = this.#link
    const { id } = this.#application
    this.#link.stop()
    this.#dead('Application has been stopped.')
    if (connected && master !== undefined && id !== undefined) {
      master.send(UnregisterApplication, { appId: id })
    }
    if (this.#self !== undefined) this.#parts.env.stop(this.#self)
    this.#self = undefined
  }

  async #ask(
    question: (master: NonNullable<MasterLink['master']>, appId: AppId) => Promise<boolean>,
  ): Promise<boolean> {
    const { master, connected } = this.#link
    const { id } = this.#application
    if (!connected || master === undefined || id === undefined) {
      this.#logger.warn('the Master was asked for something before there was one')
      return false
    }
    return question(master, id)
  }

  #dead(reason: string, error?: Error): void {
    if (this.#application.over) return
    this.#application.over = true
    this.#link.stop()
    this.#parts.listener.dead(reason, error)
  }
}
