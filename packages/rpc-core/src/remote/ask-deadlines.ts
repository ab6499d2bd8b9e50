import type { Cancel, Clock } from '@firesteel/clock'

/** Something that must be over in time; a link of a list, so that it leaves at no cost. */
export interface Deadline {
  dueAt: number
  before: Deadline | null
  after: Deadline | null
  onDue(): void
}

/** How long a timer that nobody needs may stay. */
const LINGER_MS = 10

/**
 * Deadlines of one length: they fall due in the order in which they were set, so one timer, for the first,
 * is enough however many asks are outstanding.
 */
class Lane {
  readonly #clock: Clock
  readonly #delayMs: number
  #first: Deadline | null = null
  #last: Deadline | null = null
  #cancel: Cancel | null = null
  #looking = false

  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock
    this.#delayMs = delayMs
  }

  add(deadline: Deadline): void {
    deadline.dueAt = this.#clock.now() + this.#delayMs
    deadline.before = this.#last
    deadline.after = null
    if (this.#last === null) this.#first = deadline
    else this.#last.after = deadline
    this.#last = deadline
    this.#cancel ??= this.#clock.after(this.#delayMs, this.#onTimer)
  }

  remove(deadline: Deadline): void {
    const { before, after } = deadline
    if (before === null) this.#first = after
    else before.after = after
    if (after === null) this.#last = before
    else after.before = before
    deadline.before = null
    deadline.after = null
    if (this.#first === null && !this.#looking) {
      // An ask that follows soon takes over the timer; a timer for nobody would keep the process alive.
      this.#looking = true
      this.#clock.after(LINGER_MS, this.#cancelWhenEmpty)
    }
  }

  readonly #cancelWhenEmpty = (): void => {
    this.#looking = false
    if (this.#first !== null) return
    this.#cancel?.()
    this.#cancel = null
  }

  readonly #onTimer = (): void => {
    this.#cancel = null
    const now = this.#clock.now()
    for (let due = this.#first; due !== null && due.dueAt <= now; due = this.#first) due.onDue()
    if (this.#first === null) return
    this.#cancel = this.#clock.after(Math.max(0, this.#first.dueAt - now), this.#onTimer)
  }
}

/** When asks must be answered. */
export class AskDeadlines {
  readonly #clock: Clock
  readonly #lanes = new Map<number, Lane>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The lane of one length of time. */
  lane(delayMs: number): Lane {
    const known = this.#lanes.get(delayMs)
    if (known !== undefined) return known
    // A program that asks with ever new times must not fill the memory; lanes that are dropped still tick.
    if (this.#lanes.size >= 64) this.#lanes.clear()
    const lane = new Lane(this.#clock, delayMs)
    this.#lanes.set(delayMs, lane)
    return lane
  }
}

export type { Lane }
