import type { TaskLocality } from '@firesteel/listener-bus'
import { isAllowed, LOCALITY_LEVELS, type LocalityWaits, waitAt } from './locality.js'
import type { AliveExecutors, PendingTasks } from './pending-tasks.js'

/** The waiting tasks, as far as waiting for a nearer place goes. */
type Waiting = Pick<PendingTasks, 'hasWaiting'>

/**
 * Which locality a set insists on just now: it starts at the nearest level and lets go of one level
 * each time that level's wait is over, or when nothing waits there any more.
 */
export class DelayScheduling {
  readonly #pending: Waiting
  readonly #alive: AliveExecutors
  readonly #waits: LocalityWaits
  #levels: readonly TaskLocality[] = ['ANY']
  #current = 0
  #since: number

  constructor(
    pending: Waiting,
    alive: AliveExecutors,
    { waits, now }: { readonly waits: LocalityWaits; readonly now: number },
  ) {
    this.#pending = pending
    this.#alive = alive
    this.#waits = waits
    this.#since = now
  }

  /** The levels worth trying, nearest first; ANY is always one. */
  get levels(): readonly TaskLocality[] {
    return this.#levels
  }

  /** Executors came or went. When a nearer level appears the set insists on it; the wait goes on. */
  recompute(): void {
    const before = this.#levels[this.#current] ?? 'ANY'
    const known = new Set(this.#levels)
    this.#levels = LOCALITY_LEVELS.filter(
      (level) =>
        level === 'ANY' ||
        // NO_PREF is tried whenever it may matter; the others only when they can be had.
        (isWaited(level, this.#waits) && this.#pending.hasWaiting(level, this.#alive)),
    )
    const nearerAppeared = this.#levels.findIndex(
      (level) => !known.has(level) && level !== before && isAllowed(before, level),
    )
    const same = this.#levels.findIndex((level) => isAllowed(level, before))
    this.#current = nearerAppeared >= 0 && nearerAppeared < same ? nearerAppeared : same
  }

  /** The worst locality accepted at `now`; moves on where waits are over. */
  allowed(now: number): TaskLocality {
    while (this.#current < this.#levels.length - 1) {
      const level = this.#levels[this.#current] as TaskLocality
      const wait = waitAt(level, this.#waits)
      if (!this.#pending.hasWaiting(level, this.#alive)) this.#since = now
      else if (now - this.#since >= wait) this.#since += wait
      else return level
      this.#current++
    }
    return 'ANY'
  }

  /** Milliseconds from `now` until a worse level is accepted; undefined when all are. */
  msUntilNext(now: number): number | undefined {
    const level = this.allowed(now)
    return level === 'ANY' ? undefined : this.#since + waitAt(level, this.#waits) - now
  }

  /** Something was launched as near as `level`: the wait begins again from there. */
  reset(level: TaskLocality, now: number): void {
    this.#since = now
    this.#current = Math.max(
      0,
      this.#levels.findIndex((each) => isAllowed(each, level)),
    )
  }
}

const isWaited = (level: TaskLocality, waits: LocalityWaits): boolean =>
  level === 'NO_PREF' || waitAt(level, waits) > 0
