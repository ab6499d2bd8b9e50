import type { Cancel, Clock } from '@firesteel/clock'
import {
  type DriverStateChanged,
  type ExecutorStateChanged,
  Heartbeat,
  type MasterProtocol,
  RegisterWorker,
  WIRE_VERSIONS,
  type RegisteredWorker,
  WorkerDecommissioning,
  WorkerLatestState,
  type WorkerProtocol,
  WorkerSchedulerStateResponse,
  formatExecutorId,
} from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import { MasterLink, type RegistrationAttempt } from '@firesteel/master-link'
import type { EndpointRef, PayloadOf, RpcAddress, SendOf } from '@firesteel/rpc-core'
import { MasterReports } from './master-reports.js'
import type { WorkerIdentity } from './snapshot.js'
import { type ExecutorInfo, type WorkerState, descriptionOf } from './state.js'
import type { WorkerParts } from './worker-parts.js'

/** What a {@link MasterLine} needs. */
export interface MasterLineParts
  extends Pick<WorkerParts, 'env' | 'masters' | 'schedule' | 'options' | 'onRegistered'> {
  readonly identity: WorkerIdentity
  /** Names this process's registrations: the same one again is no second worker. */
  readonly registrationId: string
  readonly state: WorkerState
  readonly giveUp: (error: Error) => void
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * A worker's line to its Master: registers, says that the worker is there, tells what runs on it and
 * what becomes of that, to whichever Master leads.
 *
 *     open → RegisterWorker → registered() → WorkerLatestState, heartbeats, reports
 *     masterChanged() → WorkerSchedulerStateResponse, heartbeats, reports
 *     disconnected(), reconnect() → reports wait → RegisterWorker …
 */
export class MasterLine {
  readonly #parts: MasterLineParts
  readonly #link: MasterLink
  readonly #reports: MasterReports
  #self: EndpointRef<WorkerProtocol> | undefined
  #webUiUrl = ''
  #cancelHeartbeat: Cancel | undefined

  constructor(parts: MasterLineParts) {
    const { env, masters, schedule, options, giveUp, clock, logger } = parts
    this.#parts = parts
    this.#link = new MasterLink({
      env,
      masters,
      schedule,
      clock,
      logger,
      listener: {
        register: (attempt) => this.#register(attempt),
        lost: () => this.#reports.hold(),
        gaveUp: giveUp,
      },
    })
    const master = (): EndpointRef<MasterProtocol> | undefined => this.#link.master
    this.#reports = new MasterReports({ ...options.stateSync, master, giveUp, clock, logger })
  }

  /** Begins to look for a Master, on behalf of the endpoint `self`. */
  open(self: EndpointRef<WorkerProtocol>): void {
    this.#self = self
    this.#link.start()
  }

  /** That of the Master whose orders count; undefined while there is none. */
  get masterUrl(): string | undefined {
    return this.#link.connected ? this.#link.masterUrl : undefined
  }

  /** The Master that took us last, for pages. */
  get lastMaster(): { readonly url: string; readonly webUiUrl: string } {
    return { url: this.#link.masterUrl ?? '', webUiUrl: this.#webUiUrl }
  }

  registered(answer: RegisteredWorker): void {
    const already = this.#link.connected
    if (!this.#link.registered(answer.master, answer.epoch) || already) return
    this.#webUiUrl = answer.masterWebUiUrl
    this.#send(WorkerLatestState, {
      id: this.#parts.identity.workerId,
      epoch: answer.epoch,
      executors: this.#executorsToTell().map(descriptionOf),
      driverIds: [...this.#parts.state.drivers.keys()],
    })
    this.#connected()
  }

  masterChanged(master: EndpointRef<MasterProtocol>, webUiUrl: string): void {
    this.#reports.hold()
    if (!this.#link.masterChanged(master)) return
    const { identity, state } = this.#parts
    this.#webUiUrl = webUiUrl
    this.#send(WorkerSchedulerStateResponse, {
      id: identity.workerId,
      execResponses: [...state.executors.values()].map((executor) => ({
        desc: descriptionOf(executor),
        resources: executor.resources,
      })),
      driverResponses: [...state.drivers.values()].map(({ driverId, resources }) => ({
        driverId,
        resources,
      })),
    })
    this.#connected()
  }

  refused(from: RpcAddress, message: string): void {
    this.#link.refused(from, message)
  }

  standby(from: RpcAddress): void {
    this.#link.standby(from)
  }

  /** The Master asks for a new registration. */
  reconnect(): void {
    this.#reports.hold()
    this.#link.reconnect()
  }

  /** A process is gone; perhaps the Master. */
  disconnected(address: RpcAddress): void {
    this.#link.disconnected(address)
  }

  reportExecutor(change: ExecutorStateChanged): void {
    this.#reports.executor(change)
  }

  reportDriver(change: DriverStateChanged): void {
    this.#reports.driver(change)
  }

  /** Tells the Master that nothing more is to be placed here; one that comes later hears it too. */
  announceDecommission(): void {
    const worker = this.#self
    if (!this.#link.connected || worker === undefined) return
    this.#send(WorkerDecommissioning, { id: this.#parts.identity.workerId, worker })
  }

  /** No more heartbeats; what is to be reported still is. */
  fallSilent(): void {
    this.#cancelHeartbeat?.()
  }

  /** Resolves when the Master has acknowledged everything so far, at once when there is none. */
  drained(): Promise<void> {
    return this.#link.connected ? this.#reports.drained() : Promise.resolve()
  }

  /** Ends the line; nothing is told any more. */
  close(): void {
    this.fallSilent()
    this.#link.stop()
    this.#reports.stop()
  }

  #register({ master, masterAddress, epoch }: RegistrationAttempt): void {
    if (this.#self === undefined) return
    const { identity, registrationId } = this.#parts
    const { workerId, host, port, cores, memoryMb, resources, webUiUrl } = identity
    master.send(RegisterWorker, {
      id: workerId,
      host,
      port,
      worker: this.#self,
      cores,
      memory: memoryMb,
      workerWebUiUrl: webUiUrl,
      masterAddress: { host: masterAddress.host, port: masterAddress.port },
      resources,
      registrationId,
      epoch,
      wireVersions: WIRE_VERSIONS,
    })
  }

  #connected(): void {
    if (this.#parts.state.decommissioned) this.announceDecommission()
    this.#reports.resume()
    this.#startHeartbeats()
    this.#parts.onRegistered?.(this.#link.masterUrl ?? '')
  }

  /** One timer for the worker's whole life, however often it registers. */
  #startHeartbeats(): void {
    const { clock, options, identity } = this.#parts
    this.#cancelHeartbeat ??= clock.every(
      options.timeoutMs / 4,
      () => {
        const worker = this.#self
        if (!this.#link.connected || worker === undefined) return
        this.#send(Heartbeat, { workerId: identity.workerId, worker })
      },
      0,
    )
  }

  /** What runs, and what ended without the Master having acknowledged it: still its to know. */
  #executorsToTell(): ExecutorInfo[] {
    const { executors, finishedExecutors } = this.#parts.state
    const untold = this.#reports
      .pendingExecutors()
      .map(({ appId, execId }) => finishedExecutors.get(formatExecutorId(appId, execId)))
    const all = [...executors.values(), ...untold.filter((each) => each !== undefined)]
    return [...new Set(all)]
  }

  #send<M extends SendOf<MasterProtocol>>(type: M, payload: PayloadOf<M>): void {
    this.#link.master?.send(type, payload)
  }
}
