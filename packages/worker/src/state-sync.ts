import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'

/** What a {@link StateSync} needs. */
export interface StateSyncOptions<C> {
  /** Tells the Master of one change; settles when it acknowledged, or did not. */
  readonly tell: (change: C) => Promise<unknown>
  /** A change was told in vain `maxAttempts` times. */
  readonly giveUp: (change: C, error: Error) => void
  readonly maxAttempts: number
  /** The pause after an attempt that failed. */
  readonly pauseMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Tells the Master of changes, in order, each until it is acknowledged. While there is no Master
 * (between `hold` and `resume`) changes wait and no attempt is counted.
 */
export class StateSync<C> {
  readonly #options: StateSyncOptions<C>
  readonly #waiting: C[] = []
  #held = true
  #telling = false
  #attempts = 0
  #cancelPause: Cancel = () => {}
  #stopped = false
  readonly #drained: (() => void)[] = []

  constructor(options: StateSyncOptions<C>) {
    this.#options = options
  }

  /** Changes that the Master has not acknowledged. */
  get pending(): readonly C[] {
    return this.#waiting
  }

  /** Tells of a change, after those before it. */
  push(change: C): void {
    this.#waiting.push(change)
    this.#next()
  }

  /** There is no Master: what is not acknowledged will be told again. */
  hold(): void {
    this.#held = true
    this.#cancelPause()
  }

  /** There is a Master (again). */
  resume(): void {
    this.#held = false
    this.#attempts = 0
    this.#next()
  }

  /** Resolves when everything so far is acknowledged. */
  drained(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#drained.push(resolve))
  }

  /** Tells no more. */
  stop(): void {
    this.#stopped = true
    this.hold()
  }

  #next(): void {
    const change = this.#waiting[0]
    if (this.#held || this.#telling || change === undefined) return
    this.#telling = true
    this.#options.tell(change).then(
      () => this.#acknowledged(),
      (error: unknown) => this.#failed(change, errorFrom(error)),
    )
  }

  #acknowledged(): void {
    this.#telling = false
    this.#attempts = 0
    this.#waiting.shift()
    if (this.#waiting.length === 0) for (const resolve of this.#drained.splice(0)) resolve()
    this.#next()
  }

  #failed(change: C, error: Error): void {
    this.#telling = false
    if (this.#stopped) return
    // Failing is no wonder without a Master, and does not count.
    if (this.#held) return
    const { maxAttempts, pauseMs, clock, logger, giveUp } = this.#options
    this.#attempts++
    if (this.#attempts >= maxAttempts) return giveUp(change, error)
    logger.warn(
      { change, attempt: this.#attempts, err: error },
      'the Master did not acknowledge a change of state, it will be told again',
    )
    this.#cancelPause = clock.after(pauseMs, () => this.#next())
  }
}
