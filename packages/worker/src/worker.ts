import { type Cancel, type Clock, SystemClock, withDeadline } from '@firesteel/clock'
import {
  Heartbeat,
  type MasterProtocol,
  RegisterWorker,
  type RegisteredWorker,
  WORKER_ENDPOINT,
  WorkerDecommissioning,
  WorkerLatestState,
  WorkerProtocol,
  WorkerSchedulerStateResponse,
  formatExecutorId,
  formatWorkerId,
} from '@firesteel/deploy-messages'
import { type Logger, silentLogger } from '@firesteel/logging'
import { MasterLink, type RegistrationAttempt } from '@firesteel/master-link'
import type {
  EndpointRef,
  Handlers,
  PayloadOf,
  RpcAddress,
  RpcEndpoint,
  SendOf,
} from '@firesteel/rpc-core'
import { nanoid } from 'nanoid'
import { ChildProcessLauncher } from './child-process-launcher.js'
import { applicationFinished } from './handlers/application-finished.js'
import { decommissionWorker } from './handlers/decommission-worker.js'
import { driverStateChanged } from './handlers/driver-state-changed.js'
import { executorStateChanged } from './handlers/executor-state-changed.js'
import { killDriver } from './handlers/kill-driver.js'
import { killExecutor } from './handlers/kill-executor.js'
import { launchDriver } from './handlers/launch-driver.js'
import { launchExecutor } from './handlers/launch-executor.js'
import { LocalDirs } from './local-dirs.js'
import type { Out } from './out.js'
import { MasterReports } from './master-reports.js'
import { planCleanup } from './plan-cleanup.js'
import { Runners } from './runners.js'
import { type WorkerIdentity, snapshotOf } from './snapshot.js'
import { type ExecutorInfo, type WorkerState, descriptionOf, emptyState } from './state.js'
import { WorkDir } from './work-dir.js'
import type { WorkerParts } from './worker-parts.js'

/** How long a worker that stops waits for the Master to hear of the end of its executors. */
const LAST_REPORTS_MS = 2_000

/**
 * Gives the cores and memory of one machine to a cluster: registers, says that it is there, starts and
 * ends what the Master asks for, and tells what becomes of it.
 *
 *     start → link → RegisterWorker → RegisteredWorker → WorkerLatestState, heartbeats
 *     LaunchExecutor → Runners → ExecutorStateChanged (asked until acknowledged)
 *     Master gone → search anew; executors go on, and what becomes of them is told later
 *     stop → no new launches → end what runs → tell → done
 *
 * @see org.apache.spark.deploy.worker.Worker
 */
export class Worker {
  readonly identity: WorkerIdentity
  readonly #parts: WorkerParts
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #state: WorkerState = emptyState()
  readonly #registrationId: string
  readonly #workDir: WorkDir
  readonly #localDirs: LocalDirs
  readonly #runners: Runners
  readonly #link: MasterLink
  readonly #reports: MasterReports
  #ref: EndpointRef<WorkerProtocol> | undefined
  #masterWebUiUrl = ''
  #cancelHeartbeat: Cancel | undefined
  #cancelCleanup: Cancel | undefined
  #gaveUp = false

  constructor(parts: WorkerParts) {
    const { env, options, newId = nanoid } = parts
    if (env.address === null) throw new TypeError('a worker needs an environment that listens')
    this.#parts = parts
    this.#clock = parts.clock ?? new SystemClock()
    this.#logger = parts.logger ?? silentLogger
    this.#registrationId = newId()
    this.identity = identityFrom(parts, env.address, this.#clock.now())
    this.#workDir = new WorkDir(options.workDir, options.localDirs, newId)
    this.#localDirs = new LocalDirs(this.#workDir, this.#logger)
    this.#runners = this.#createRunners(env.address)
    this.#link = this.#createLink()
    this.#reports = new MasterReports({
      ...options.stateSync,
      master: () => this.#link.master,
      giveUp: (error) => this.#giveUp(error),
      clock: this.#clock,
      logger: this.#logger,
    })
  }

  /** Makes the work directory, begins to look for a Master; resolves with the endpoint `Worker`. */
  async start(): Promise<EndpointRef<WorkerProtocol>> {
    await this.#workDir.create()
    const { cleanup } = this.#parts.options
    if (cleanup.enabled) {
      this.#cancelCleanup = this.#clock.every(cleanup.intervalMs, () => void this.cleanUp())
    }
    this.#ref = this.#parts.env.setupEndpoint(WORKER_ENDPOINT, this.#endpoint())
    this.#link.start()
    return this.#ref
  }

  /** Takes no more executors, and tells the Master so; those that run go on. */
  decommission(): void {
    decommissionWorker(this.#state, this.#out())
  }

  /** Ends everything that runs here within the shutdown deadline and deletes local directories. */
  async stop(): Promise<void> {
    this.decommission()
    this.#cancelHeartbeat?.()
    this.#cancelCleanup?.()
    await this.#runners.stopAll('Worker shutting down')
    if (this.#link.connected) {
      const told = this.#reports.drained()
      await withDeadline(this.#clock, LAST_REPORTS_MS, 'telling the Master', told).catch(() => {})
    }
    this.#link.stop()
    this.#reports.stop()
    await this.#localDirs.removeAll()
    if (this.#ref !== undefined) this.#parts.env.stop(this.#ref)
  }

  /** Deletes directories of applications and drivers that ended long ago; what cannot be deleted is logged. */
  async cleanUp(): Promise<void> {
    const { ttlMs } = this.#parts.options.cleanup
    try {
      const directories = await this.#workDir.ages()
      const running = new Set<string>(this.#state.drivers.keys())
      for (const { appId } of this.#state.executors.values()) running.add(appId)
      const names = planCleanup({ directories, running, now: this.#clock.now(), ttlMs })
      for (const name of names) this.#logger.info({ name }, 'deleting an old directory')
      await this.#workDir.removeNamed(names)
    } catch (err) {
      this.#logger.error({ err }, 'cannot clean up the work directory')
    }
  }

  #endpoint(): RpcEndpoint<WorkerProtocol> {
    return {
      protocol: WorkerProtocol,
      handlers: this.#handlers(),
      onDisconnected: (address) => void this.#link.disconnected(address),
    }
  }

  #handlers(): Handlers<WorkerProtocol> {
    const state = this.#state
    return {
      RegisteredWorker: (answer) => this.#registered(answer),
      RegisterWorkerFailed: ({ message }, from) => this.#link.refused(from.senderAddress, message),
      MasterInStandby: (_, from) => this.#link.standby(from.senderAddress),
      ReconnectWorker: () => this.#reconnect(),
      LaunchExecutor: (launch) => launchExecutor(state, launch, this.#out()),
      KillExecutor: (order) => killExecutor(state, order, this.#out()),
      LaunchDriver: (launch) => launchDriver(state, launch, this.#out()),
      KillDriver: (order) => killDriver(state, order, this.#out()),
      ApplicationFinished: (news) => applicationFinished(state, news, this.#out()),
      MasterChanged: ({ master, masterWebUiUrl }) => this.#masterChanged(master, masterWebUiUrl),
      DecommissionWorker: () => this.decommission(),
      RequestWorkerState: () =>
        snapshotOf(state, this.identity, {
          url: this.#link.masterUrl ?? '',
          webUiUrl: this.#masterWebUiUrl,
        }),
    }
  }

  #register({ master, masterAddress, epoch }: RegistrationAttempt): void {
    if (this.#ref === undefined) return
    const { workerId, host, port, cores, memoryMb, resources, webUiUrl } = this.identity
    master.send(RegisterWorker, {
      id: workerId,
      host,
      port,
      worker: this.#ref,
      cores,
      memory: memoryMb,
      workerWebUiUrl: webUiUrl,
      masterAddress: { host: masterAddress.host, port: masterAddress.port },
      resources,
      registrationId: this.#registrationId,
      epoch,
    })
  }

  #registered(answer: RegisteredWorker): void {
    const already = this.#link.connected
    if (!this.#link.registered(answer.master, answer.epoch) || already) return
    this.#masterWebUiUrl = answer.masterWebUiUrl
    const { workerId } = this.identity
    this.#send(WorkerLatestState, {
      id: workerId,
      epoch: answer.epoch,
      executors: this.#executorsToTell().map(descriptionOf),
      driverIds: [...this.#state.drivers.keys()],
    })
    this.#connected()
  }

  #masterChanged(master: EndpointRef<MasterProtocol>, webUiUrl: string): void {
    this.#reports.hold()
    if (!this.#link.masterChanged(master)) return
    this.#masterWebUiUrl = webUiUrl
    this.#send(WorkerSchedulerStateResponse, {
      id: this.identity.workerId,
      execResponses: [...this.#state.executors.values()].map((executor) => ({
        desc: descriptionOf(executor),
        resources: executor.resources,
      })),
      driverResponses: [...this.#state.drivers.values()].map(({ driverId, resources }) => ({
        driverId,
        resources,
      })),
    })
    this.#connected()
  }

  #connected(): void {
    if (this.#state.decommissioned) this.#out().announceDecommission()
    this.#reports.resume()
    this.#startHeartbeats()
    this.#parts.onRegistered?.(this.#link.masterUrl ?? '')
  }

  #reconnect(): void {
    this.#reports.hold()
    this.#link.reconnect()
  }

  /** One timer for the worker's whole life, however often it registers. */
  #startHeartbeats(): void {
    this.#cancelHeartbeat ??= this.#clock.every(
      this.#parts.options.timeoutMs / 4,
      () => {
        const worker = this.#ref
        if (!this.#link.connected || worker === undefined) return
        this.#send(Heartbeat, { workerId: this.identity.workerId, worker })
      },
      0,
    )
  }

  /** What runs, and what ended without the Master having acknowledged it: still its to know. */
  #executorsToTell(): ExecutorInfo[] {
    const { executors, finishedExecutors } = this.#state
    const untold = this.#reports
      .pendingExecutors()
      .map(({ appId, execId }) => finishedExecutors.get(formatExecutorId(appId, execId)))
    return [...executors.values(), ...untold.filter((each) => each !== undefined)]
  }

  #send<M extends SendOf<MasterProtocol>>(type: M, payload: PayloadOf<M>): void {
    if (this.#link.connected) this.#link.master?.send(type, payload)
    else this.#logger.warn({ message: type.name }, 'no Master, a message to it is dropped')
  }

  #out(): Out {
    const { options } = this.#parts
    return {
      now: this.#clock.now(),
      logger: this.#logger,
      masterUrl: this.#link.connected ? this.#link.masterUrl : undefined,
      retainedExecutors: options.retainedExecutors,
      retainedDrivers: options.retainedDrivers,
      executorDir: (appId, execId) => this.#workDir.executorDir(appId, execId),
      startExecutor: (launch) => this.#runners.startExecutor(launch),
      killExecutor: (id) => void this.#runners.killExecutor(id),
      startDriver: (launch) => this.#runners.startDriver(launch),
      killDriver: (id) => void this.#runners.killDriver(id),
      reportExecutor: (change) => this.#reports.executor(change),
      reportDriver: (change) => this.#reports.driver(change),
      removeLocalDirs: (appId) => void this.#localDirs.remove(appId),
      announceDecommission: () => {
        const worker = this.#ref
        if (!this.#link.connected || worker === undefined) return
        this.#send(WorkerDecommissioning, { id: this.identity.workerId, worker })
      },
    }
  }

  #createRunners(address: RpcAddress): Runners {
    const { options, entries, secret, launcher, environment } = this.#parts
    return new Runners({
      context: {
        entries,
        node: process.execPath,
        nodeOptions: options.nodeOptions,
        workerUrl: `spark://${WORKER_ENDPOINT}@${address.hostPort}`,
        hostname: this.identity.host,
        webUiUrl: this.identity.webUiUrl,
        workerEnv: environment ?? process.env,
        secret,
        workDir: this.#workDir,
        localDirs: this.#localDirs,
      },
      launcher: launcher ?? new ChildProcessLauncher(),
      clock: this.#clock,
      logger: this.#logger,
      options,
      executorReport: (id, report) => executorStateChanged(this.#state, id, report, this.#out()),
      driverReport: (id, state, error) =>
        driverStateChanged(this.#state, id, { state, error }, this.#out()),
    })
  }

  #createLink(): MasterLink {
    const { env, masters, schedule } = this.#parts
    return new MasterLink({
      env,
      masters,
      schedule,
      clock: this.#clock,
      logger: this.#logger,
      listener: {
        register: (attempt) => this.#register(attempt),
        lost: () => this.#reports.hold(),
        gaveUp: (error) => this.#giveUp(error),
      },
    })
  }

  #giveUp(error: Error): void {
    if (this.#gaveUp) return
    this.#gaveUp = true
    this.#parts.onGaveUp(error)
  }
}

const identityFrom = (parts: WorkerParts, address: RpcAddress, now: number): WorkerIdentity => ({
  workerId: formatWorkerId(now, address.host, address.port),
  host: address.host,
  port: address.port,
  cores: parts.cores,
  memoryMb: parts.memoryMb,
  resources: parts.resources ?? {},
  webUiUrl: parts.webUiUrl ?? '',
})
