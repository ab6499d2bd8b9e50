/** A task that takes longer than this is not worth a queue: the message that brings the next costs less. */
const LONGEST_MS = 2
/** With fewer of them nobody knows what a task of the set takes. */
const LEAST_TASKS = 4
/** Attempts that may wait in one slot. */
const MOST_WAITING = 8
/** The weight of the newest task. */
const NEWEST = 1 / 8

/**
 * Says how many tasks of a set may wait in a slot behind another one of the set. While tasks are short, a slot
 * would stand idle longer than it works if each had to be sent for; where they are not, what waits behind one
 * could have run elsewhere.
 */
export class ShortTasks {
  #seen = 0
  #averageMs = 0

  /** A task took so long in its slot. */
  took(ms: number): void {
    this.#seen++
    if (this.#seen <= LEAST_TASKS) this.#averageMs += (ms - this.#averageMs) / this.#seen
    else this.#averageMs += (ms - this.#averageMs) * NEWEST
  }

  /** What fails says nothing of the others, and where it failed they might too. */
  failed(): void {
    this.#seen = 0
    this.#averageMs = 0
  }

  /** How many may wait behind one; together they take no longer than {@link LONGEST_MS} or so. */
  get mayWait(): number {
    if (this.#seen < LEAST_TASKS || this.#averageMs > LONGEST_MS) return 0
    return Math.min(
      MOST_WAITING,
      Math.max(1, Math.floor(LONGEST_MS / Math.max(this.#averageMs, 0.1))),
    )
  }
}
