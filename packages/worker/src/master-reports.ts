import type { Clock } from '@firesteel/clock'
import {
  DriverStateChanged,
  ExecutorStateChanged,
  type MasterProtocol,
} from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import type { EndpointRef } from '@firesteel/rpc-core'
import { WorkerGaveUpError } from './errors.js'
import { StateSync } from './state-sync.js'

/** What {@link MasterReports} need. */
export interface MasterReportsParts {
  readonly maxAttempts: number
  /** How long an acknowledgement may take, and the pause before the next attempt. */
  readonly timeoutMs: number
  /** The Master that leads, as far as is known. */
  readonly master: () => EndpointRef<MasterProtocol> | undefined
  readonly giveUp: (error: Error) => void
  readonly clock: Clock
  readonly logger: Logger
}

type Change =
  | { readonly kind: 'executor'; readonly change: ExecutorStateChanged }
  | { readonly kind: 'driver'; readonly change: DriverStateChanged }

/** Tells the Master what becomes of executors and drivers, in order, until it has acknowledged. */
export class MasterReports {
  readonly #parts: MasterReportsParts
  readonly #sync: StateSync<Change>

  constructor(parts: MasterReportsParts) {
    this.#parts = parts
    const { maxAttempts, timeoutMs, clock, logger } = parts
    this.#sync = new StateSync<Change>({
      tell: (change) => this.#tell(change),
      giveUp: ({ change }, cause) =>
        parts.giveUp(
          new WorkerGaveUpError(
            `the Master did not acknowledge a change of state in ${maxAttempts} attempts (${cause.message}); the limit is spark.worker.executorStateSync.maxAttempts`,
            { change },
          ),
        ),
      maxAttempts,
      pauseMs: timeoutMs,
      clock,
      logger,
    })
  }

  executor(change: ExecutorStateChanged): void {
    this.#sync.push({ kind: 'executor', change })
  }

  driver(change: DriverStateChanged): void {
    this.#sync.push({ kind: 'driver', change })
  }

  /** Reports of executors that are not acknowledged yet. */
  pendingExecutors(): ExecutorStateChanged[] {
    return this.#sync.pending.flatMap((each) => (each.kind === 'executor' ? [each.change] : []))
  }

  /** There is no Master: what is not acknowledged will be told again. */
  hold(): void {
    this.#sync.hold()
  }

  /** There is a Master (again). */
  resume(): void {
    this.#sync.resume()
  }

  /** Resolves when everything so far is acknowledged. */
  drained(): Promise<void> {
    return this.#sync.drained()
  }

  /** Tells no more. */
  stop(): void {
    this.#sync.stop()
  }

  async #tell({ kind, change }: Change): Promise<void> {
    const master = this.#parts.master()
    if (master === undefined) throw new WorkerGaveUpError('there is no Master')
    const options = {
      timeoutMs: this.#parts.timeoutMs,
      timeoutSetting: 'spark.worker.executorStateSync.timeout',
    }
    if (kind === 'executor') await master.ask(ExecutorStateChanged, change, options)
    else await master.ask(DriverStateChanged, change, options)
  }
}
