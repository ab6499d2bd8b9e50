import type { Cancel, Clock } from '@firesteel/clock'

/** What readiness depends on. */
export interface ReadinessOptions {
  readonly clock: Clock
  /** Cores that must have registered; 0 when any will do. */
  readonly neededCores: number
  readonly maxWaitMs: number
}

/** How long the others may take once one executor is there. */
const STRAGGLERS_MAY_TAKE_MS = 1_000

/**
 * When enough executors are there to say how many slots there are: as many cores as are needed; without
 * a need, all that were granted so far, or those that came within a second of the first.
 */
export class Readiness {
  readonly ready: Promise<void>
  readonly #clock: Clock
  readonly #needed: number
  readonly #cancels: Cancel[] = []
  #resolve: () => void = () => {}
  #isReady = false
  #registered = 0
  #granted = 0

  constructor({ clock, neededCores, maxWaitMs }: ReadinessOptions) {
    this.#clock = clock
    this.#needed = neededCores
    this.ready = new Promise((resolve) => {
      this.#resolve = resolve
    })
    this.#cancels.push(clock.after(maxWaitMs, () => this.settle()))
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** The cluster gave the application an executor; it will register. */
  granted(cores: number): void {
    this.#granted += cores
  }

  /** An executor with so many cores is there. */
  registered(cores: number): void {
    if (this.#registered === 0 && this.#needed === 0) {
      this.#cancels.push(this.#clock.after(STRAGGLERS_MAY_TAKE_MS, () => this.settle()))
    }
    this.#registered += cores
    const wanted = this.#needed > 0 ? this.#needed : this.#granted
    if (this.#registered >= wanted) this.settle()
  }

  /** Waits no more. */
  settle(): void {
    this.#isReady = true
    for (const cancel of this.#cancels) cancel()
    this.#resolve()
  }
}
