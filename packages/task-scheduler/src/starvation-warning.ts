import type { Cancel, Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'

/** Says, again and again, that tasks wait and nothing was ever launched. */
export class StarvationWarning {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #periodMs: number
  readonly #situation: () => string
  #cancel: Cancel | undefined
  #fed = false

  constructor(options: {
    readonly clock: Clock
    readonly logger: Logger
    readonly periodMs: number
    /** What is asked for, and what there is. */
    readonly situation: () => string
  }) {
    this.#clock = options.clock
    this.#logger = options.logger
    this.#periodMs = options.periodMs
    this.#situation = options.situation
  }

  /** Tasks were submitted. */
  hungry(): void {
    if (this.#fed || this.#cancel !== undefined) return
    this.#cancel = this.#clock.every(this.#periodMs, () =>
      this.#logger.warn(
        `Initial job has not accepted any resources; check your cluster UI to ensure that workers are registered and have sufficient resources. ${this.#situation()}`,
      ),
    )
  }

  /** The last executor is gone. */
  deprived(): void {
    this.#fed = false
  }

  /** A task was launched. */
  fed(): void {
    this.#fed = true
    this.stop()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
