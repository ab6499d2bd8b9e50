import { SystemClock, type Cancel, type Clock } from '@firesteel/clock'
import {
  type CompleteRecovery,
  MASTER_ENDPOINT,
  MasterProtocol,
  type MasterSelfProtocol,
  type MasterStateResponse,
} from '@firesteel/deploy-messages'
import { errorFrom } from '@firesteel/errors'
import { type Logger, silentLogger } from '@firesteel/logging'
import type {
  EndpointRef,
  Handlers,
  MessageContext,
  RpcAddress,
  RpcEndpoint,
  RpcEnv,
} from '@firesteel/rpc-core'
import { DEFAULT_MASTER_OPTIONS, type MasterOptions } from './conf.js'
import { Effects } from './effects.js'
import type { LeaderElection } from './election/leader-election.js'
import { SingleLeader } from './election/single.js'
import { checkForWorkerTimeOut } from './handlers/check-for-worker-time-out.js'
import { processGone, processUnreachable } from './handlers/connections.js'
import { decommissionWorkers, decommissionWorkersOnHosts } from './handlers/decommission-workers.js'
import { driverStateChanged } from './handlers/driver-state-changed.js'
import { requestDriverStatus, requestKillDriver, requestSubmitDriver } from './handlers/drivers.js'
import { executorStateChanged } from './handlers/executor-state-changed.js'
import { heartbeat } from './handlers/heartbeat.js'
import { killExecutors } from './handlers/kill-executors.js'
import { masterChangeAcknowledged } from './handlers/master-change-acknowledged.js'
import { registerApplication } from './handlers/register-application.js'
import { registerWorker } from './handlers/register-worker.js'
import { requestExecutors } from './handlers/request-executors.js'
import { unregisterApplication } from './handlers/unregister-application.js'
import { workerDecommissioning } from './handlers/worker-decommissioning.js'
import { workerLatestState } from './handlers/worker-latest-state.js'
import { workerSchedulerStateResponse } from './handlers/worker-scheduler-state-response.js'
import type { Out } from './out.js'
import { completeRecovery, completeRecoveryIfPossible } from './recovery/complete-recovery.js'
import { NoPersistence } from './recovery/none.js'
import type { PersistenceEngine } from './recovery/persistence-engine.js'
import { recover } from './recovery/recover.js'
import { schedule } from './schedule.js'
import { masterStateResponse } from './snapshot.js'
import { ClusterState } from './state.js'

/** What a Master is made of. */
export interface MasterParts {
  /** Its environment, which must listen somewhere. */
  readonly env: RpcEnv
  readonly options?: MasterOptions | undefined
  readonly persistence?: PersistenceEngine | undefined
  readonly election?: LeaderElection | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
  /** A number in [0, 1). */
  readonly random?: (() => number) | undefined
  /** Where its page is; empty when there is none. */
  readonly webUiUrl?: string | undefined
  readonly webUiPort?: number | undefined
}

/**
 * Who runs what, where: the endpoint `Master` of its environment. One message at a time; a handler changes
 * the state at once and says what should happen, and that happens in order.
 *
 *     Worker    → RegisterWorker       → RegisteredWorker
 *     AppClient → RegisterApplication  → RegisteredApplication
 *                 plan                 → LaunchExecutor (Worker), ExecutorAdded (AppClient)
 *     Worker    → ExecutorStateChanged → true, ExecutorUpdated (AppClient)
 *     AppClient → UnregisterApplication → KillExecutor, ApplicationFinished (Workers)
 *
 * @see org.apache.spark.deploy.master.Master
 */
export class Master implements RpcEndpoint<MasterProtocol> {
  readonly protocol = MasterProtocol
  readonly handlers: Handlers<MasterProtocol> = {
    RegisterWorker: this.#on(registerWorker),
    ExecutorStateChanged: this.#on(executorStateChanged),
    DriverStateChanged: this.#on(driverStateChanged),
    WorkerSchedulerStateResponse: this.#on(workerSchedulerStateResponse),
    WorkerLatestState: this.#on(workerLatestState),
    Heartbeat: this.#on(heartbeat),
    WorkerDecommissioning: this.#on(workerDecommissioning),
    RegisterApplication: this.#on(registerApplication),
    UnregisterApplication: this.#on(unregisterApplication),
    MasterChangeAcknowledged: this.#on(masterChangeAcknowledged),
    RequestExecutors: this.#on(requestExecutors),
    KillExecutors: this.#on(killExecutors),
    RequestSubmitDriver: this.#on(requestSubmitDriver),
    RequestKillDriver: this.#on(requestKillDriver),
    RequestDriverStatus: this.#on(requestDriverStatus),
    RequestMasterState: () => this.snapshot(),
    BoundPortsRequest: () => ({
      rpcEndpointPort: this.#address.port,
      webUiPort: this.#parts.webUiPort ?? 0,
    }),
    DecommissionWorkersOnHosts: this.#on(decommissionWorkersOnHosts),
  }
  /** What this Master tells itself, by timers and by the election: in turn with everything else. */
  readonly #self: Handlers<MasterSelfProtocol> = {
    ElectedLeader: () => this.#lead(),
    RevokedLeadership: () => this.#stepDown(),
    CompleteRecovery: this.#on(completeRecoveryNow),
    CheckForWorkerTimeOut: this.#on(checkForWorkerTimeOut),
    DecommissionWorkers: this.#on(decommissionWorkers),
  }

  readonly #parts: MasterParts
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #persistence: PersistenceEngine
  readonly #election: LeaderElection
  readonly #address: RpcAddress
  readonly #state: ClusterState
  readonly #effects: Effects
  readonly #ref: EndpointRef<MasterProtocol>
  #cancelTimers: Cancel[] = []
  #planDue = false

  private constructor(parts: MasterParts, address: RpcAddress) {
    this.#parts = parts
    this.#address = address
    this.#clock = parts.clock ?? new SystemClock()
    this.#logger = parts.logger ?? silentLogger
    this.#persistence = parts.persistence ?? new NoPersistence()
    this.#election = parts.election ?? new SingleLeader()
    this.#state = new ClusterState(parts.options ?? DEFAULT_MASTER_OPTIONS)
    this.#effects = new Effects(this.#persistence, this.#logger)
    this.#ref = parts.env.setupEndpoint(MASTER_ENDPOINT, this)
  }

  /** Registers the endpoint `Master`; it serves from then on, and schedules once it is elected and has recovered. */
  static start(parts: MasterParts): Master {
    const { address } = parts.env
    if (address === null) throw new TypeError('a Master needs an environment that listens')
    return new Master(parts, address)
  }

  /** A reference to this Master. */
  get ref(): EndpointRef<MasterProtocol> {
    return this.#ref
  }

  /** `spark://host:port` */
  get url(): string {
    return this.#address.toSparkUrl()
  }

  /** What it knows, as copies. */
  snapshot(): MasterStateResponse {
    return masterStateResponse(this.#state, { host: this.#address.host, port: this.#address.port })
  }

  async onStart(): Promise<void> {
    const check = (): void => void this.#tell('CheckForWorkerTimeOut', {})
    this.#cancelTimers.push(this.#clock.every(this.#state.options.workerTimeoutMs, check, 0))
    // Who is elected at once has read its records before it reads its first message.
    let leading: Promise<void> | undefined
    await this.#election.start({
      elected: () => void (leading = this.#tell('ElectedLeader', {})),
      revoked: () => void this.#tell('RevokedLeadership', {}),
    })
    await leading
  }

  async onStop(): Promise<void> {
    for (const cancel of this.#cancelTimers) cancel()
    await this.#election.stop()
    await this.#effects.pending
    await this.#persistence.close()
  }

  onNetworkError(_error: Error, remote: RpcAddress): void {
    processUnreachable(this.#state, remote.hostPort)
  }

  onDisconnected(remote: RpcAddress): void {
    processGone(this.#state, remote.hostPort, this.#out(remote.hostPort))
  }

  #on<T, R>(
    handler: (state: ClusterState, message: T, out: Out) => R,
  ): (message: T, from: MessageContext) => R | Promise<Awaited<R>> {
    return (message, from) => {
      const result = handler(this.#state, message, this.#out(from.senderAddress.hostPort))
      const { pending } = this.#effects
      // An answer, as everything else, leaves when the records it rests on are safe.
      return pending === undefined ? result : pending.then(() => result as Awaited<R>)
    }
  }

  async #tell<N extends keyof MasterSelfProtocol>(
    name: N,
    payload: Parameters<Handlers<MasterSelfProtocol>[N]>[0],
  ): Promise<void> {
    const handler = this.#self[name] as (message: unknown, from: MessageContext) => unknown
    try {
      await handler(payload, { senderAddress: this.#address })
    } catch (error) {
      this.#logger.error({ message: name, error: errorFrom(error).stack }, 'the Master failed')
    }
  }

  async #lead(): Promise<void> {
    if (this.#state.status !== 'STANDBY') return
    const stored = await this.#persistence.readAll()
    const out = this.#out(this.#address.hostPort)
    recover(this.#state, stored, out, (address, name) => this.#parts.env.refFor(address, name))
    const { apps, drivers, workers } = this.#state
    this.#state.status = apps.size + drivers.size + workers.size === 0 ? 'ALIVE' : 'RECOVERING'
    this.#logger.info({ state: this.#state.status }, 'I have been elected leader')
    if (this.#state.status === 'ALIVE') return
    const { recoveryTimeoutMs } = this.#state.options
    this.#cancelTimers.push(
      this.#clock.after(recoveryTimeoutMs, () => void this.#tell('CompleteRecovery', {})),
    )
    completeRecoveryIfPossible(this.#state, out)
  }

  #stepDown(): void {
    this.#logger.error('leadership has been revoked: this Master is in standby')
    this.#state.clear()
  }

  #out(sender: string): Out {
    return {
      now: this.#clock.now(),
      logger: this.#logger,
      master: { ref: this.#ref, url: this.url, webUiUrl: this.#parts.webUiUrl ?? '' },
      sender,
      send: (to, type, payload) => this.#effects.send(to, type, payload),
      persist: (record) => this.#effects.persist(record),
      unpersist: (name) => this.#effects.unpersist(name),
      schedule: () => this.#schedule(),
    }
  }

  /** One pass for all that became due in this turn. */
  #schedule(): void {
    if (this.#planDue) return
    this.#planDue = true
    queueMicrotask(() => {
      this.#planDue = false
      try {
        const random = this.#parts.random ?? Math.random
        schedule(this.#state, this.#out(this.#address.hostPort), random)
      } catch (error) {
        this.#logger.error({ error: errorFrom(error).stack }, 'scheduling failed')
      }
    })
  }
}

const completeRecoveryNow = (state: ClusterState, _message: CompleteRecovery, out: Out): void =>
  completeRecovery(state, out)
