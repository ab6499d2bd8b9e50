import type { AllocationSettings } from './conf.js'

interface WatchedExecutor {
  readonly slots: number
  running: number
  idleSince: number
  /** Names of the cached partitions that it alone serves. */
  readonly blocks: Set<string>
  /** Shuffles of which it holds map outputs. */
  readonly shuffles: Set<number>
  isLeaving: boolean
}

type Timeouts = Pick<
  AllocationSettings,
  'idleTimeoutMs' | 'cachedIdleTimeoutMs' | 'shuffleTimeoutMs' | 'tracksShuffles'
>

/**
 * What executors do and hold, and since when they do nothing.
 * @see org.apache.spark.scheduler.dynalloc.ExecutorMonitor
 */
export class ExecutorMonitor {
  readonly #timeouts: Timeouts
  readonly #executors = new Map<string, WatchedExecutor>()
  /** Shuffles of running jobs → those jobs. */
  readonly #readers = new Map<number, Set<number>>()

  constructor(timeouts: Timeouts) {
    this.#timeouts = timeouts
  }

  /** Executors that are there and stay. */
  get staying(): number {
    let count = 0
    for (const { isLeaving } of this.#executors.values()) if (!isLeaving) count++
    return count
  }

  /** Slots of the executor that has the most; undefined without executors. */
  get slotsPerExecutor(): number | undefined {
    const slots = [...this.#executors.values()].map((executor) => executor.slots)
    return slots.length === 0 ? undefined : Math.max(...slots)
  }

  executorAdded(executorId: string, slots: number, now: number): void {
    if (this.#executors.has(executorId)) return
    this.#executors.set(executorId, {
      slots,
      running: 0,
      idleSince: now,
      blocks: new Set(),
      shuffles: new Set(),
      isLeaving: false,
    })
  }

  executorRemoved(executorId: string): void {
    this.#executors.delete(executorId)
  }

  /** It was asked to go; until it is gone it counts no more. */
  leaving(executorIds: readonly string[]): void {
    for (const executorId of executorIds) {
      const executor = this.#executors.get(executorId)
      if (executor !== undefined) executor.isLeaving = true
    }
  }

  taskStarted(executorId: string): void {
    const executor = this.#executors.get(executorId)
    if (executor !== undefined) executor.running++
  }

  /** `shuffleId` is that of the map output that the task left there, if it did. */
  taskEnded(
    executorId: string,
    { shuffleId, now }: { readonly shuffleId?: number | undefined; readonly now: number },
  ): void {
    const executor = this.#executors.get(executorId)
    if (executor === undefined) return
    executor.running = Math.max(0, executor.running - 1)
    executor.idleSince = now
    if (shuffleId !== undefined && this.#timeouts.tracksShuffles) executor.shuffles.add(shuffleId)
  }

  blockUpdated(executorId: string, blockId: string, stored: boolean): void {
    if (!blockId.startsWith('rdd_')) return
    const blocks = this.#executors.get(executorId)?.blocks
    if (stored) blocks?.add(blockId)
    else blocks?.delete(blockId)
  }

  /** Nobody wants the dataset's partitions any more. */
  rddRemoved(rddId: number): void {
    for (const { blocks } of this.#executors.values()) {
      for (const block of blocks) if (block.startsWith(`rdd_${rddId}_`)) blocks.delete(block)
    }
  }

  jobStarted(jobId: number, shuffleIds: readonly number[]): void {
    for (const shuffleId of shuffleIds) {
      const jobs = this.#readers.get(shuffleId) ?? new Set()
      this.#readers.set(shuffleId, jobs.add(jobId))
    }
  }

  /** Executors whose outputs it read begin to be idle now. */
  jobEnded(jobId: number, now: number): void {
    const released = new Set<number>()
    for (const [shuffleId, jobs] of this.#readers) {
      if (!jobs.delete(jobId) || jobs.size > 0) continue
      this.#readers.delete(shuffleId)
      released.add(shuffleId)
    }
    for (const executor of this.#executors.values()) {
      if (executor.running === 0 && [...executor.shuffles].some((id) => released.has(id))) {
        executor.idleSince = now
      }
    }
  }

  /** Nobody can ask for the shuffle any more. */
  shuffleRemoved(shuffleId: number): void {
    this.#readers.delete(shuffleId)
    for (const { shuffles } of this.#executors.values()) shuffles.delete(shuffleId)
  }

  /** Executors that had nothing to do for so long that they may go, the longest idle first. */
  timedOut(now: number): string[] {
    return [...this.#executors]
      .filter(([, executor]) => !executor.isLeaving && now >= this.#dueAt(executor))
      .sort(([, a], [, b]) => a.idleSince - b.idleSince)
      .map(([executorId]) => executorId)
  }

  #dueAt({ running, idleSince, blocks, shuffles }: WatchedExecutor): number {
    const { idleTimeoutMs, cachedIdleTimeoutMs, shuffleTimeoutMs } = this.#timeouts
    if (running > 0) return Number.POSITIVE_INFINITY
    if ([...shuffles].some((shuffleId) => this.#readers.has(shuffleId))) {
      return Number.POSITIVE_INFINITY
    }
    const holds = [
      ...(blocks.size > 0 ? [cachedIdleTimeoutMs] : []),
      ...(shuffles.size > 0 ? [shuffleTimeoutMs] : []),
    ]
    return idleSince + (holds.length === 0 ? idleTimeoutMs : Math.max(...holds))
  }
}
