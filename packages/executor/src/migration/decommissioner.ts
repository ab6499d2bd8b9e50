import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'

/** What a {@link Decommissioner} is made of. */
export interface DecommissionerOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Attempts that run now. */
  readonly running: () => number
  /** Hands on what is stored; resolves with whether that was all. `isIdle`: no attempt runs. */
  readonly migrate: (isIdle: boolean) => Promise<boolean>
  readonly exit: (why: string) => void
}

/** How often it is looked whether everything is over. */
const CHECK_MS = 1_000

/**
 * Ends an executor in order: no tasks, nothing left to hand on, exit. What tasks store until then is
 * handed on too: the last look begins after the last task.
 * @see org.apache.spark.executor.CoarseGrainedExecutorBackend
 */
export class Decommissioner {
  readonly #options: DecommissionerOptions
  #cancel: Cancel | undefined
  #isLooking = false

  constructor(options: DecommissionerOptions) {
    this.#options = options
  }

  /** Begins to leave; once. */
  begin(): void {
    if (this.#cancel !== undefined) return
    const { clock, logger } = this.#options
    logger.info('leaving: what runs is ended, what is stored is handed on')
    this.#cancel = clock.every(CHECK_MS, () => void this.#look())
    void this.#look()
  }

  stop(): void {
    this.#cancel?.()
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const { running, migrate, exit, logger } = this.#options
    try {
      // Counted before: what a task writes that ends meanwhile is for the next look.
      const wasIdle = running() === 0
      const isAll = await migrate(wasIdle)
      if (!wasIdle || !isAll) return
      this.stop()
      exit('Finished decommissioning')
    } catch (error) {
      logger.warn({ err: errorFrom(error) }, 'could not hand on what is stored; trying again')
    } finally {
      this.#isLooking = false
    }
  }
}
