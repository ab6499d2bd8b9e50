import type { Cancel, Clock } from './clock.js'

interface Timer {
  readonly dueAt: number
  readonly sequence: number
  readonly action: () => void
}

/**
 * A clock that stands still until it is told to move. Timers fire inside `advance`, in the order
 * of their due times and, for the same time, in the order they were set.
 */
export class SimulatedClock implements Clock {
  #now: number
  #sequence = 0
  readonly #timers = new Set<Timer>()

  constructor(startAt = 0) {
    this.#now = startAt
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, action: () => void): Cancel {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), sequence: this.#sequence++, action }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  every(periodMs: number, action: () => void, initialDelayMs = periodMs): Cancel {
    let cancel: Cancel
    const fire = (): void => {
      cancel = this.after(periodMs, fire)
      action()
    }
    cancel = this.after(initialDelayMs, fire)
    return () => cancel()
  }

  /** Timers that have not fired yet. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves time on by `ms`, firing what falls due on the way, and what that sets in turn. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.dueAt)
      next.action()
    }
    this.#now = until
  }

  /** As {@link advance}, letting promises settle after every timer, as real time would. */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.#now + ms
    await settled()
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.dueAt)
      next.action()
      await settled()
    }
    this.#now = until
  }

  #next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.dueAt > until) continue
      if (first === undefined || timer.dueAt < first.dueAt) first = timer
      else if (timer.dueAt === first.dueAt && timer.sequence < first.sequence) first = timer
    }
    return first
  }
}

/** Two turns of the event loop: promises and immediates that are due have run. */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  await new Promise<void>((resolve) => setImmediate(resolve))
}
