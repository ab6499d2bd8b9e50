import { AppClient, type AppClientListener } from '@firesteel/app-client'
import type { ApplicationDescription } from '@firesteel/deploy-messages'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { RpcAddress } from '@firesteel/rpc-core'
import type { IndirectTaskResult } from '@firesteel/task-messages'
import type { SchedulerBackend } from '@firesteel/task-scheduler'
import { type ApplicationRequest, applicationDescription } from './application-description.js'
import type { BlockManagerMaster } from './block-manager-master.js'
import { CoarseGrainedBackend, type CoarseGrainedOptions } from './coarse-grained-backend.js'
import { ApplicationDeadError, NotRegisteredError } from './errors.js'
import type { ExecutorControl } from './executor-control.js'
import { lossReasonFrom } from './loss-reason.js'

/** An application's line to the cluster; an AppClient is one. */
export type ClusterClient = Pick<
  AppClient,
  'start' | 'stop' | 'requestTotalExecutors' | 'killExecutors'
>

/** What a standalone backend is made of. */
export interface StandaloneOptions
  extends Omit<CoarseGrainedOptions, 'applicationId' | 'endSilentExecutor'> {
  readonly masters: readonly RpcAddress[]
  readonly application: Pick<ApplicationRequest, 'name' | 'user' | 'environment' | 'appUiUrl'>
  /** The cluster ended the application while it ran: the context is to be stopped with this error. */
  readonly onDead: (error: Error) => void
  /** Makes the line to the cluster; an AppClient unless said. */
  readonly createClient?:
    | ((description: ApplicationDescription, listener: AppClientListener) => ClusterClient)
    | undefined
}

/** `<appId>/<number>` → the number: executors know themselves by it. */
const executorIdOf = (fullId: string): string => fullId.slice(fullId.lastIndexOf('/') + 1)

/**
 * Executors of a standalone cluster: asks the Master for them, takes those that come, and learns from it
 * why they go.
 *
 *     start → RegisterApplication → connected → executors register → … → dead | stop
 *
 * @see org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend
 */
export class StandaloneBackend implements SchedulerBackend {
  readonly #options: StandaloneOptions
  readonly #logger: Logger
  readonly #executors: CoarseGrainedBackend
  #client: ClusterClient | undefined
  #applicationId: string | undefined
  #isStopping = false

  constructor(options: StandaloneOptions) {
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    this.#executors = new CoarseGrainedBackend({
      ...options,
      applicationId: () => this.applicationId(),
      endSilentExecutor: (executorId) => void this.#kill(executorId),
      cluster: {
        initialTotal: options.settings.initialExecutors,
        requestTotal: (total) =>
          this.#client?.requestTotalExecutors(total) ?? Promise.resolve(false),
        kill: (executorIds) => this.#client?.killExecutors(executorIds) ?? Promise.resolve(false),
      },
    })
  }

  /** Who has which block. */
  get blockMaster(): BlockManagerMaster {
    return this.#executors.blockMaster
  }

  get ready(): Promise<void> {
    return this.#executors.ready
  }

  /** Where executors find this driver; defined once started. */
  get driverUrl(): string | undefined {
    return this.#executors.driverUrl
  }

  /** Resolves when a Master has registered the application; rejects when none can be had. */
  async start(): Promise<void> {
    await this.#executors.start()
    const { settings, application, env, masters, clock } = this.#options
    const { maxCores, executorCores, executorMemoryMb, initialExecutors } = settings
    const driverUrl = this.#executors.driverUrl ?? ''
    const description = applicationDescription({
      ...application,
      driverUrl,
      maxCores,
      executorCores,
      executorMemoryMb,
      initialExecutors,
    })
    await new Promise<void>((resolve, reject) => {
      const listener = this.#listener(resolve, reject)
      this.#client =
        this.#options.createClient?.(description, listener) ??
        new AppClient({ env, masters, description, listener, clock, logger: this.#logger })
      this.#client.start()
    })
  }

  async stop(): Promise<void> {
    if (this.#isStopping) return
    this.#isStopping = true
    await this.#executors.stop()
    this.#client?.stop()
  }

  isReady(): boolean {
    return this.#executors.isReady()
  }

  defaultParallelism(): number {
    return this.#executors.defaultParallelism()
  }

  applicationId(): string {
    if (this.#applicationId === undefined) throw new NotRegisteredError()
    return this.#applicationId
  }

  reviveOffers(): void {
    this.#executors.reviveOffers()
  }

  killTask(taskId: number, executorId: string, interruptThread: boolean, reason: string): void {
    this.#executors.killTask(taskId, executorId, interruptThread, reason)
  }

  killExecutors(executorIds: readonly string[], why: string): void {
    this.#logger.warn({ executorIds }, `asking the Master to end executors: ${why}`)
    for (const executorId of executorIds) void this.#kill(executorId)
  }

  fetchResult(result: IndirectTaskResult): Promise<Uint8Array> {
    return this.#executors.fetchResult(result)
  }

  /** Has every executor forget a dataset; resolves with how many blocks there were. */
  removeRdd(rddId: number): Promise<number> {
    return this.#executors.removeRdd(rddId)
  }

  /** How many executors there are to be, and which go. */
  get control(): ExecutorControl {
    return this.#executors.control
  }

  /** Executors that registered and are not gone. */
  get executorIds(): readonly string[] {
    return this.#executors.executorIds
  }

  /** Has every executor forget a broadcast. */
  removeBroadcast(broadcastId: number): Promise<void> {
    return this.#executors.removeBroadcast(broadcastId)
  }

  /** Has every executor delete the files of a shuffle. */
  removeShuffle(shuffleId: number): Promise<void> {
    return this.#executors.removeShuffle(shuffleId)
  }

  #listener(connected: () => void, refused: (error: Error) => void): AppClientListener {
    const { scheduler, onDead } = this.#options
    return {
      connected: (appId) => {
        this.#logger.info({ appId }, 'the application is registered')
        if (this.#applicationId !== undefined) this.control.remind()
        this.#applicationId = appId
        connected()
      },
      disconnected: () =>
        this.#logger.warn('the Master is lost; executors go on while it is searched for'),
      dead: (reason, cause) => {
        if (this.#isStopping) return
        const error = new ApplicationDeadError(reason, cause)
        scheduler.error(reason)
        this.#executors.readiness.settle()
        if (this.#applicationId === undefined) refused(error)
        else onDead(error)
      },
      executorAdded: ({ fullId, hostPort, cores, memoryMb }) => {
        this.#logger.info({ fullId, hostPort, cores, memoryMb }, 'granted an executor')
        this.#executors.readiness.granted(cores)
      },
      executorRemoved: ({ fullId, message, exitStatus, workerHost }) => {
        // Executors that end because we do are no loss.
        if (this.#isStopping) return
        this.#logger.info({ fullId, exitStatus }, `an executor ended: ${message}`)
        const reason = lossReasonFrom({ message, exitStatus, workerHost })
        this.#executors.removeExecutor(executorIdOf(fullId), reason)
      },
      executorDecommissioned: ({ fullId, message, workerHost }) => {
        this.#logger.info({ fullId }, `an executor is asked to leave: ${message}`)
        void this.control.decommissionExecutors([executorIdOf(fullId)], { workerHost })
      },
      workerRemoved: ({ id, host, message }) => scheduler.workerRemoved(id, host, message),
    }
  }

  async #kill(executorId: string): Promise<void> {
    try {
      await this.#client?.killExecutors([executorId])
    } catch (error) {
      this.#logger.warn({ executorId, err: error }, 'the Master could not be asked to end it')
    }
  }
}
