import type { Cancel, Clock } from '@firesteel/clock'
import type { ListenerBus } from '@firesteel/listener-bus'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { EndpointRef, RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import type { BlockDirectory } from '@firesteel/storage'
import {
  BARRIER_SYNC_ENDPOINT,
  BLOCK_DIRECTORY_ENDPOINT,
  type BlockLocation,
  COARSE_GRAINED_SCHEDULER_ENDPOINT,
  blockUri,
  type CoarseGrainedSchedulerProtocol,
  encodeTaskDescription,
  HEARTBEAT_RECEIVER_ENDPOINT,
  type IndirectTaskResult,
  KillTask,
  type MapOutputMoved,
  ReviveOffers,
  StopExecutor,
  type TaskDescription,
} from '@firesteel/task-messages'
import type { ExecutorLossReason, SchedulerBackend, TaskSource } from '@firesteel/task-scheduler'
import type { BarrierCoordinator } from './barrier-coordinator.js'
import { BlockManagerMaster } from './block-manager-master.js'
import type { CoarseGrainedSettings } from './conf.js'
import { coarseGrainedEndpoint } from './coarse-grained-endpoint.js'
import { ExecutorControl, type ExecutorControlParts } from './executor-control.js'
import { ExecutorRegistry, type RegisteredExecutor } from './executor-registry.js'
import { HeartbeatReceiver } from './heartbeat-receiver.js'
import { LaunchMail } from './launch-mail.js'
import { reasonAfter } from './loss-reason.js'
import { Readiness } from './readiness.js'

/** What a coarse-grained backend is made of. */
export interface CoarseGrainedOptions {
  readonly env: RpcEnv
  readonly scheduler: TaskSource
  readonly blocks: BlockDirectory
  readonly settings: CoarseGrainedSettings
  /** What executors are told of the application's settings; without secrets. */
  readonly sparkProperties: () => readonly (readonly [name: string, value: string])[]
  readonly applicationId: () => string
  /** What the application's processes show each other to get blocks. */
  readonly key?: string | undefined
  readonly clock: Clock
  /** Where tasks of barrier stages meet. */
  readonly barriers?: BarrierCoordinator | undefined
  readonly logger?: Logger | undefined
  /** Hears of blocks as they come and go. */
  readonly listenerBus?: Pick<ListenerBus, 'post'> | undefined
  /** An executor was silent for too long: have its process ended. */
  readonly endSilentExecutor?: ((executorId: string) => void) | undefined
  /** A map output is somewhere else now; false when there is none such. */
  readonly mapOutputMoved?: ((news: MapOutputMoved) => boolean) | undefined
  /** Who gives executors and ends them; nobody unless said. */
  readonly cluster?:
    | Pick<ExecutorControlParts, 'requestTotal' | 'kill' | 'initialTotal'>
    | undefined
}

const NO_CLUSTER = {
  requestTotal: () => Promise.resolve(false),
  kill: () => Promise.resolve(false),
}

const DISASSOCIATED =
  'Remote RPC client disassociated: the process ended, or the network to it is gone. Its stderr file on the worker may say more.'

/**
 * The driver's end of all executors: they register here and stay for as long as the application runs,
 * each with slots of its own.
 *
 *     RegisterExecutor → true … LaunchedExecutor → offers → LaunchTask → StatusUpdate → offers → …
 *
 * @see org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend
 */
export class CoarseGrainedBackend implements SchedulerBackend {
  readonly readiness: Readiness
  /** How many executors there are to be, and which go. */
  readonly control: ExecutorControl
  readonly #options: CoarseGrainedOptions
  readonly #logger: Logger
  readonly #executors = new ExecutorRegistry()
  readonly #heartbeats: HeartbeatReceiver
  /** Who has which block. */
  readonly blockMaster: BlockManagerMaster
  readonly #removals = new Map<string, Cancel>()
  #self: EndpointRef<typeof CoarseGrainedSchedulerProtocol> | undefined
  #stopRevival: Cancel | undefined

  constructor(options: CoarseGrainedOptions) {
    const { settings, clock, blocks } = options
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    this.readiness = new Readiness({
      clock,
      neededCores: Math.ceil((settings.maxCores ?? 0) * settings.minRegisteredRatio),
      maxWaitMs: settings.maxRegisteredWaitMs,
    })
    this.control = new ExecutorControl({
      executors: this.#executors,
      logger: this.#logger,
      clock,
      killIntervalMs: settings.decommissionKillIntervalMs,
      forceKillMs: settings.decommissionForceKillMs,
      leaves: (executorId, endsAt) => options.scheduler.executorLeaves(executorId, endsAt),
      ...(options.cluster ?? NO_CLUSTER),
    })
    if (options.cluster?.initialTotal === 0) this.readiness.settle()
    this.blockMaster = new BlockManagerMaster({
      directory: blocks,
      clock,
      logger: this.#logger,
      listenerBus: options.listenerBus,
      replicatesProactively: settings.replicatesProactively,
      isLeaving: (executorId) => this.#executors.get(executorId)?.state === 'LEAVING',
    })
    this.#heartbeats = new HeartbeatReceiver({
      clock,
      logger: this.#logger,
      timeoutMs: settings.heartbeatTimeoutMs,
      scanMs: settings.heartbeatScanMs,
      knowsBlocks: (executorId) => blocks.executor(executorId) !== undefined,
      expired: (executorId, silentMs) => {
        options.endSilentExecutor?.(executorId)
        const message = `Executor heartbeat timed out after ${silentMs} ms`
        this.removeExecutor(executorId, {
          kind: 'ExecutorProcessLost',
          message,
          causedByApp: true,
        })
      },
    })
  }

  /** Where executors find this driver; defined once started. */
  get driverUrl(): string | undefined {
    return this.#self?.uri
  }

  get ready(): Promise<void> {
    return this.readiness.ready
  }

  get executorIds(): readonly string[] {
    return this.#executors.all().map(({ executorId }) => executorId)
  }

  start(): Promise<void> {
    const { env, clock, settings } = this.#options
    env.setupEndpoint(BLOCK_DIRECTORY_ENDPOINT, this.blockMaster)
    const { barriers } = this.#options
    if (barriers !== undefined) env.setupEndpoint(BARRIER_SYNC_ENDPOINT, barriers)
    env.setupEndpoint(HEARTBEAT_RECEIVER_ENDPOINT, this.#heartbeats)
    const endpoint = coarseGrainedEndpoint(this, {
      scheduler: this.#options.scheduler,
      executors: this.#executors,
      logger: this.#logger,
      migrationPeers: (executorId) => this.#migrationPeers(executorId),
      mapOutputMoved: (news) => this.#options.mapOutputMoved?.(news) ?? false,
      sparkAppConfig: () => ({
        sparkProperties: this.#options.sparkProperties(),
        resourceProfile: {
          id: 0,
          executorCores: settings.executorCores,
          executorMemoryMb: settings.executorMemoryMb,
          taskCpus: settings.taskCpus,
        },
      }),
    })
    this.#self = env.setupEndpoint(COARSE_GRAINED_SCHEDULER_ENDPOINT, endpoint)
    if (this.#waitsForCores) void this.readiness.ready.then(() => this.reviveOffers())
    this.#stopRevival = clock.every(settings.reviveIntervalMs, () => this.reviveOffers())
    return Promise.resolve()
  }

  stop(): Promise<void> {
    this.#stopRevival?.()
    this.control.stop()
    this.readiness.settle()
    for (const cancel of this.#removals.values()) cancel()
    this.#removals.clear()
    this.stopExecutors()
    if (this.#self !== undefined) this.#options.env.stop(this.#self)
    this.#self = undefined
    return Promise.resolve()
  }

  isReady(): boolean {
    return this.readiness.isReady
  }

  defaultParallelism(): number {
    return this.#options.settings.parallelism ?? Math.max(this.#executors.totalSlots, 2)
  }

  applicationId(): string {
    return this.#options.applicationId()
  }

  reviveOffers(): void {
    this.#self?.send(ReviveOffers, {})
  }

  killTask(taskId: number, executorId: string, interruptThread: boolean, reason: string): void {
    const executor = this.#executors.get(executorId)
    if (executor === undefined) {
      this.#logger.warn({ taskId, executorId }, 'a task of an unknown executor cannot be killed')
      return
    }
    executor.ref.send(KillTask, { taskId, executor: executorId, interruptThread, reason })
  }

  /** A result that an executor kept back. Rejects when it is lost. */
  async fetchResult({ blockId, location }: IndirectTaskResult): Promise<Uint8Array> {
    if (blockId === undefined) throw new Error('invariant broken: nobody kept this result')
    const { env, key } = this.#options
    const bytes = await env.fetchBytes(blockUri({ ...location, key }, blockId))
    this.blockMaster.forgetBlock(location.executorId, blockId)
    return bytes
  }

  /** Has every executor forget a dataset; resolves with how many blocks there were. */
  removeRdd(rddId: number): Promise<number> {
    return this.blockMaster.removeRdd(rddId)
  }

  /** Has every executor forget a broadcast. */
  removeBroadcast(broadcastId: number): Promise<void> {
    return this.blockMaster.removeBroadcast(broadcastId)
  }

  /** Has every executor delete the files of a shuffle. */
  removeShuffle(shuffleId: number): Promise<void> {
    return this.blockMaster.removeShuffle(shuffleId)
  }

  /** Tells every executor to end. */
  stopExecutors(): void {
    for (const { ref, executorId } of this.#executors.all()) {
      this.#logger.debug({ executorId }, 'asking an executor to stop')
      ref.send(StopExecutor, {})
    }
  }

  /** An executor introduced itself and is welcome; it gets no tasks before it is launched. */
  registered(executor: RegisteredExecutor, logUrls: Readonly<Record<string, string>>): void {
    const { executorId, host, slots } = executor
    this.#logger.info({ executorId, host, cores: slots.total }, 'registered executor')
    this.#heartbeats.executorAdded(executorId)
    this.#options.scheduler.executorAdded(executorId, { host, totalCores: slots.total, logUrls })
  }

  /** It takes tasks and keeps copies of blocks from now on: the first job can count on it. */
  launched({ slots }: RegisteredExecutor): void {
    this.readiness.registered(slots.total)
  }

  /** Where an executor serves its blocks; undefined when it does not. */
  addressOf(executorId: string): string | undefined {
    const location = this.#options.blocks.executor(executorId)
    return location && `${location.host}:${location.port}`
  }

  /** Offers what is free on one executor, or on all, and sends what is to run there. */
  makeOffers(executorId?: string): void {
    // Whoever wants a part of the cores before the first task gets no task before: its copies need peers.
    if (this.#waitsForCores && !this.isReady()) return
    const offers = this.#executors.offers(executorId)
    if (offers.length === 0) return
    const mail = new LaunchMail(this.#options.settings.maxMessageBytes)
    for (const task of this.#options.scheduler.resourceOffers(offers)) this.#launch(task, mail)
    mail.send()
  }

  /** The connection to an executor is lost; why, somebody else may soon say. */
  disconnected(address: RpcAddress): void {
    const executor = this.#executors.at(address)
    if (executor === undefined) return
    const { executorId } = executor
    executor.state = 'LEAVING'
    const message = DISASSOCIATED
    if (executor.farewell !== undefined) {
      // It was asked to go: nobody has to say why.
      this.removeExecutor(executorId, { kind: 'ExecutorProcessLost', message, causedByApp: false })
      return
    }
    this.#options.scheduler.executorLost(executorId, { kind: 'LossReasonPending', message })
    const { clock, settings } = this.#options
    const cancel = clock.after(settings.removeDelayMs, () =>
      this.removeExecutor(executorId, { kind: 'ExecutorProcessLost', message, causedByApp: true }),
    )
    this.#removals.set(executorId, cancel)
  }

  /** Forgets an executor, and has its tasks run elsewhere. */
  removeExecutor(executorId: string, reason: ExecutorLossReason): void {
    this.#removals.get(executorId)?.()
    this.#removals.delete(executorId)
    this.blockMaster.executorRemoved(executorId)
    const removed = this.#executors.remove(executorId)
    if (removed === undefined) {
      // It never came, or was removed when another told of it first.
      this.#logger.debug({ executorId }, `an unknown executor is gone: ${reason.message}`)
      return
    }
    this.#heartbeats.executorRemoved(executorId)
    this.#options.scheduler.executorLost(executorId, reasonAfter(removed.farewell, reason))
  }

  get #waitsForCores(): boolean {
    const { maxCores = 0, minRegisteredRatio } = this.#options.settings
    return maxCores * minRegisteredRatio > 0
  }

  /** Where an executor that leaves may put what it stores: on those that stay. */
  #migrationPeers(leaving: string): BlockLocation[] {
    return this.#executors.all().flatMap(({ executorId, state }) => {
      if (executorId === leaving || state !== 'ACTIVE') return []
      const peer = this.#options.blocks.executor(executorId)
      return peer === undefined || peer.port === 0 ? [] : [peer]
    })
  }

  #launch(task: TaskDescription, mail: LaunchMail): void {
    const { scheduler, settings } = this.#options
    const { taskId, executorId } = task
    const executor = this.#executors.get(executorId)
    // Cannot be: offers are made and taken in one turn.
    if (executor === undefined) return
    const data = encodeTaskDescription(task)
    if (data.length >= settings.maxMessageBytes) {
      scheduler.abortTaskSet(
        taskId,
        `Serialized task ${taskId}:${task.index} was ${data.length} bytes, which exceeds max allowed: spark.rpc.message.maxSize (${settings.maxMessageBytes} bytes). Consider increasing spark.rpc.message.maxSize or using broadcast variables for large values.`,
      )
      return
    }
    executor.slots.acquire(task)
    mail.add(executor.ref, data)
  }
}
