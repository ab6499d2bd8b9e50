import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'

/** What is left of an object that the program has let go. */
type Remains = { readonly kind: 'rdd' | 'shuffle' | 'broadcast'; readonly id: number }

/** What a cleaner can have removed everywhere. */
export interface CleanUp {
  removeRdd(rddId: number): Promise<unknown>
  removeShuffle(shuffleId: number): Promise<unknown>
  removeBroadcast(broadcastId: number): Promise<unknown>
}

/** What a {@link ContextCleaner} is made of. */
export interface ContextCleanerOptions {
  readonly cleanUp: CleanUp
  readonly clock: Clock
  readonly logger: Logger
  /** How often the driver's garbage is looked for although it has memory left; never when 0. */
  readonly periodicGcMs: number
  /** After how many more things to watch garbage is looked for; never when 0. */
  readonly gcAfter: number
  /** Looks for garbage now. */
  collectGarbage(): void
}

/**
 * Removes from the cluster what the driver's program has let go: cached partitions of datasets, outputs of
 * shuffles, broadcasts. Whatever a job uses is held by the job, so nothing is removed under its hands.
 *
 *     garbage collected → remains → removed on every executor, one after the other
 *
 * @see org.apache.spark.ContextCleaner
 */
export class ContextCleaner {
  readonly #options: ContextCleanerOptions
  readonly #watched = new WeakSet<object>()
  readonly #registry: FinalizationRegistry<Remains>
  readonly #stopGc: Cancel | undefined
  #waiting: Remains[] = []
  #isCleaning = false
  #watchedSinceGc = 0
  #isStopped = false

  constructor(options: ContextCleanerOptions) {
    this.#options = options
    this.#registry = new FinalizationRegistry((remains) => this.#onGarbage(remains))
    const { clock, periodicGcMs } = options
    if (periodicGcMs > 0) this.#stopGc = clock.every(periodicGcMs, () => this.#collectGarbage())
  }

  /** Removes the cached partitions of dataset `rddId` when `lineage` is garbage. */
  watchRdd(lineage: object, rddId: number): void {
    this.#watch(lineage, { kind: 'rdd', id: rddId })
  }

  /** Removes the outputs of a shuffle when `dependency`, which alone can ask for them, is garbage. */
  watchShuffle(dependency: object, shuffleId: number): void {
    this.#watch(dependency, { kind: 'shuffle', id: shuffleId })
  }

  /** Removes a broadcast when its handle is garbage. */
  watchBroadcast(handle: object, broadcastId: number): void {
    this.#watch(handle, { kind: 'broadcast', id: broadcastId })
  }

  /** Removes nothing any more: the executors end. */
  stop(): void {
    this.#isStopped = true
    this.#stopGc?.()
    this.#waiting = []
  }

  #watch(object: object, remains: Remains): void {
    if (this.#watched.has(object)) return
    this.#watched.add(object)
    this.#registry.register(object, remains)
    // A heap that grows slowly may fill a disk first.
    if (++this.#watchedSinceGc === this.#options.gcAfter) this.#collectGarbage()
  }

  #collectGarbage(): void {
    this.#watchedSinceGc = 0
    this.#options.collectGarbage()
  }

  #onGarbage(remains: Remains): void {
    if (this.#isStopped) return
    this.#waiting.push(remains)
    if (!this.#isCleaning) void this.#clean()
  }

  async #clean(): Promise<void> {
    const { logger } = this.#options
    this.#isCleaning = true
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#remove(next)
        logger.debug({ ...next }, 'removed what the program had let go')
      } catch (error) {
        logger.warn({ ...next, err: errorFrom(error) }, 'could not remove what the program let go')
      }
    }
    this.#isCleaning = false
  }

  #remove({ kind, id }: Remains): Promise<unknown> {
    const { cleanUp } = this.#options
    switch (kind) {
      case 'rdd':
        return cleanUp.removeRdd(id)
      case 'shuffle':
        return cleanUp.removeShuffle(id)
      case 'broadcast':
        return cleanUp.removeBroadcast(id)
    }
  }
}
