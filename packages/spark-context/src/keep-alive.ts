import type { Cancel, Clock } from '@firesteel/clock'

/** Long, because nothing happens when it is over. */
const PERIOD_MS = 3_600_000

/**
 * Keeps the process alive while somebody waits for it, and only then: a program that awaits a job
 * must not end before it, and one that forgot to stop its context must not hang.
 */
export class KeepAlive {
  readonly #clock: Clock
  #waiting = 0
  #cancel: Cancel | undefined

  /** `clock` is one whose timers keep the process alive. */
  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Settles as `work` does; the process lives until then. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#cancel = this.#clock.every(PERIOD_MS, () => {})
    try {
      return await work()
    } finally {
      if (--this.#waiting === 0) this.#cancel?.()
    }
  }
}
