import type { Cancel, Clock } from '@firesteel/clock'
import { type Logger, silentLogger } from '@firesteel/logging'
import { DecommissionExecutor } from '@firesteel/task-messages'
import { ExecutorCountError } from './errors.js'
import type { ExecutorRegistry, RegisteredExecutor } from './executor-registry.js'

/** What an {@link ExecutorControl} works on. */
export interface ExecutorControlParts {
  readonly executors: ExecutorRegistry
  readonly logger?: Logger | undefined
  readonly clock: Clock
  /** When an executor that leaves is expected to be gone; undefined when nobody can tell. */
  readonly killIntervalMs?: number | undefined
  /** How long an executor may take to leave before it is ended; for ever unless said. */
  readonly forceKillMs?: number | undefined
  /** An executor is asked to leave and will be gone at `endsAt`. */
  readonly leaves?: ((executorId: string, endsAt: number) => void) | undefined
  /** Executors that the cluster was asked for; undefined when it may give as many as it has. */
  readonly initialTotal?: number | undefined
  /** Asks the cluster for so many in all; false when nobody heard it. */
  requestTotal(total: number): Promise<boolean>
  /** Has the cluster end executors; false when nobody heard it. */
  kill(executorIds: readonly string[]): Promise<boolean>
}

/** How executors are ended. */
export interface KillOptions {
  /** The cluster is asked for fewer executors, or else puts others in their place. */
  readonly adjustTarget?: boolean | undefined
  /** The tasks that ran there have failed, as if it had ended by itself. */
  readonly countFailures?: boolean | undefined
  /** Those that run tasks too. */
  readonly force?: boolean | undefined
}

/** Why an executor is to go. */
export interface LeaveOptions {
  readonly adjustTarget?: boolean | undefined
  /** Set when its whole worker leaves, and the files of its host with it. */
  readonly workerHost?: string | undefined
}

/**
 * How many executors the application has, and which of them go.
 * @see org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend
 */
export class ExecutorControl {
  readonly #parts: ExecutorControlParts
  readonly #logger: Logger
  #total: number | undefined
  readonly #forced = new Set<Cancel>()

  constructor(parts: ExecutorControlParts) {
    this.#parts = parts
    this.#logger = parts.logger ?? silentLogger
    this.#total = parts.initialTotal
  }

  /** Tells a Master that took the application over what the last one knew. */
  remind(): void {
    if (this.#total !== undefined) void this.#parts.requestTotal(this.#total)
  }

  /** So many more than were asked for, or than there are when nobody asked. */
  requestExecutors(additional: number): Promise<boolean> {
    assertCount('requestExecutors', additional)
    return this.requestTotalExecutors((this.#total ?? this.#staying().length) + additional)
  }

  /** So many in all; fewer than there are kills none, but none that ends is replaced. */
  requestTotalExecutors(total: number): Promise<boolean> {
    assertCount('requestTotalExecutors', total)
    this.#total = total
    return this.#parts.requestTotal(total)
  }

  /** Ends executors; resolves with those that will go: not unknown ones, nor, unless `force`, busy ones. */
  async killExecutors(
    executorIds: readonly string[],
    options: KillOptions = {},
  ): Promise<readonly string[]> {
    const { adjustTarget = false, countFailures = false, force = false } = options
    const going = this.#known(executorIds, (executor) => force || isIdle(executor))
    for (const executor of going) {
      executor.state = 'LEAVING'
      executor.farewell = countFailures ? undefined : { kind: 'killed' }
    }
    const ids = going.map(({ executorId }) => executorId)
    if (ids.length === 0) return ids
    this.#logger.info({ executorIds: ids }, 'asking the cluster to end executors')
    if (adjustTarget) await this.#lowerTotal(ids.length)
    return (await this.#parts.kill(ids)) ? ids : []
  }

  /**
   * Lets executors leave: they get no more tasks, end those they have, hand on what they store, and exit.
   * Resolves with those that will.
   */
  async decommissionExecutors(
    executorIds: readonly string[],
    { adjustTarget = false, workerHost }: LeaveOptions = {},
  ): Promise<readonly string[]> {
    const going = this.#known(executorIds, () => true)
    const ids = going.map(({ executorId }) => executorId)
    if (ids.length === 0) return ids
    for (const executor of going) this.#markLeaving(executor, workerHost)
    this.#endLater(ids)
    if (adjustTarget) await this.#lowerTotal(ids.length)
    this.#logger.info({ executorIds: ids }, 'asking executors to leave')
    const hostLeaves = workerHost !== undefined
    for (const { ref } of going) ref.send(DecommissionExecutor, { hostLeaves })
    return ids
  }

  /** An executor leaves of its own accord: what it runs may end, nothing new goes there. False when it is unknown. */
  retire(executorId: string): boolean {
    const executor = this.#parts.executors.get(executorId)
    if (executor === undefined) return false
    if (executor.farewell === undefined) this.#markLeaving(executor, undefined)
    return true
  }

  /** Ends nobody any more. */
  stop(): void {
    for (const cancel of this.#forced) cancel()
    this.#forced.clear()
  }

  #markLeaving(executor: RegisteredExecutor, workerHost: string | undefined): void {
    const { clock, forceKillMs, killIntervalMs = forceKillMs, leaves } = this.#parts
    executor.state = 'LEAVING'
    executor.farewell = { kind: 'decommissioned', workerHost }
    if (killIntervalMs !== undefined) leaves?.(executor.executorId, clock.now() + killIntervalMs)
  }

  /** Who has not left in time is ended. */
  #endLater(executorIds: readonly string[]): void {
    const { clock, executors, forceKillMs } = this.#parts
    if (forceKillMs === undefined) return
    const cancel = clock.after(forceKillMs, () => {
      this.#forced.delete(cancel)
      const still = executorIds.filter((executorId) => executors.get(executorId) !== undefined)
      if (still.length === 0) return
      this.#logger.warn({ executorIds: still, forceKillMs }, 'did not leave in time: ending them')
      void this.#parts.kill(still)
    })
    this.#forced.add(cancel)
  }

  async #lowerTotal(by: number): Promise<void> {
    // Those that go are leaving already: they are not counted.
    const total = this.#total === undefined ? this.#staying().length : this.#total - by
    await this.requestTotalExecutors(Math.max(0, total))
  }

  #staying(): readonly RegisteredExecutor[] {
    return this.#parts.executors.all().filter(({ state }) => state !== 'LEAVING')
  }

  #known(
    executorIds: readonly string[],
    mayGo: (executor: RegisteredExecutor) => boolean,
  ): RegisteredExecutor[] {
    return [...new Set(executorIds)].flatMap((executorId) => {
      const executor = this.#parts.executors.get(executorId)
      if (executor === undefined) this.#logger.warn({ executorId }, 'no executor of that id')
      if (executor === undefined || executor.state === 'LEAVING' || !mayGo(executor)) return []
      return [executor]
    })
  }
}

const isIdle = ({ slots }: RegisteredExecutor): boolean => slots.free.length === slots.total

function assertCount(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 0) throw new ExecutorCountError(what, count)
}
