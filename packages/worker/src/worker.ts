import { type Cancel, type Clock, SystemClock, withDeadline } from '@firesteel/clock'
import { WORKER_ENDPOINT, WorkerProtocol, formatWorkerId } from '@firesteel/deploy-messages'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { EndpointRef, Handlers, RpcAddress } from '@firesteel/rpc-core'
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
import { MasterLine } from './master-line.js'
import type { Out } from './out.js'
import { planCleanup } from './plan-cleanup.js'
import { Runners } from './runners.js'
import { type WorkerIdentity, snapshotOf } from './snapshot.js'
import { type WorkerState, emptyState } from './state.js'
import { WorkDir } from './work-dir.js'
import type { WorkerParts } from './worker-parts.js'

/** How long a worker that stops waits for the Master to hear of the end of its executors. */
const LAST_REPORTS_MS = 2_000

/**
 * Gives the cores and memory of one machine to a cluster: starts and ends what the Master asks for, and
 * tells what becomes of it.
 *
 *     start → MasterLine registers
 *     LaunchExecutor → Runners → a process → ExecutorStateChanged, asked until acknowledged
 *     Master gone → MasterLine searches anew; executors go on, and what becomes of them is told later
 *     stop → no new launches → end what runs → tell → done
 *
 * @see org.apache.spark.deploy.worker.Worker
 */
export class Worker {
  /** Who this worker is and what it has. */
  readonly identity: WorkerIdentity
  readonly #parts: WorkerParts
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #state: WorkerState = emptyState()
  readonly #workDir: WorkDir
  readonly #localDirs: LocalDirs
  readonly #runners: Runners
  readonly #master: MasterLine
  #ref: EndpointRef<WorkerProtocol> | undefined
  #cancelCleanup: Cancel | undefined
  #gaveUp = false

  constructor(parts: WorkerParts) {
    const { env, options, newId = nanoid } = parts
    if (env.address === null) throw new TypeError('a worker needs an environment that listens')
    this.#parts = parts
    this.#clock = parts.clock ?? new SystemClock()
    this.#logger = parts.logger ?? silentLogger
    this.identity = identityFrom(parts, env.address, this.#clock.now())
    this.#workDir = new WorkDir(options.workDir, options.localDirs, newId)
    this.#localDirs = new LocalDirs(this.#workDir, this.#logger)
    this.#runners = this.#createRunners(env.address)
    this.#master = new MasterLine({
      ...parts,
      identity: this.identity,
      registrationId: newId(),
      state: this.#state,
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
    this.#ref = this.#parts.env.setupEndpoint(WORKER_ENDPOINT, {
      protocol: WorkerProtocol,
      handlers: this.#handlers(),
      onDisconnected: (address) => this.#master.disconnected(address),
    })
    this.#master.open(this.#ref)
    return this.#ref
  }

  /** Takes no more executors, and tells the Master so; those that run go on. */
  decommission(): void {
    decommissionWorker(this.#state, this.#out())
  }

  /** Ends everything that runs here within the shutdown deadline and deletes local directories. */
  async stop(): Promise<void> {
    // So that the Master places nothing here while what ends makes room.
    this.decommission()
    this.#master.fallSilent()
    this.#cancelCleanup?.()
    await this.#runners.stopAll('Worker shutting down')
    const told = withDeadline(
      this.#clock,
      LAST_REPORTS_MS,
      'telling the Master',
      this.#master.drained(),
    )
    await told.catch(() => {})
    this.#master.close()
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

  #handlers(): Handlers<WorkerProtocol> {
    const [state, master] = [this.#state, this.#master]
    return {
      RegisteredWorker: (answer) => master.registered(answer),
      RegisterWorkerFailed: ({ message }, from) => master.refused(from.senderAddress, message),
      MasterInStandby: (_, from) => master.standby(from.senderAddress),
      ReconnectWorker: () => master.reconnect(),
      MasterChanged: (news) => master.masterChanged(news.master, news.masterWebUiUrl),
      LaunchExecutor: (launch) => launchExecutor(state, launch, this.#out()),
      KillExecutor: (order) => killExecutor(state, order, this.#out()),
      LaunchDriver: (launch) => launchDriver(state, launch, this.#out()),
      KillDriver: (order) => killDriver(state, order, this.#out()),
      ApplicationFinished: (news) => applicationFinished(state, news, this.#out()),
      DecommissionWorker: () => this.decommission(),
      RequestWorkerState: () => snapshotOf(state, this.identity, master.lastMaster),
    }
  }

  #out(): Out {
    const { options, shuffle } = this.#parts
    const [master, runners] = [this.#master, this.#runners]
    return {
      now: this.#clock.now(),
      logger: this.#logger,
      masterUrl: master.masterUrl,
      retainedExecutors: options.retainedExecutors,
      retainedDrivers: options.retainedDrivers,
      executorDir: (appId, execId) => this.#workDir.executorDir(appId, execId),
      startExecutor: (launch) => runners.startExecutor(launch),
      killExecutor: (id) => void runners.killExecutor(id),
      startDriver: (launch) => runners.startDriver(launch),
      killDriver: (id) => void runners.killDriver(id),
      reportExecutor: (change) => master.reportExecutor(change),
      reportDriver: (change) => master.reportDriver(change),
      executorGone: (appId, execId) => shuffle?.executorRemoved(appId, String(execId)),
      removeLocalDirs: (appId) => {
        shuffle?.applicationRemoved(appId)
        void this.#localDirs.remove(appId)
      },
      announceDecommission: () => master.announceDecommission(),
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
        shuffle: this.#parts.shuffle,
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
