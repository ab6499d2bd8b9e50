import type { Cancel, Clock } from '@firesteel/clock'
import type { TaskSetManager } from './task-set-manager.js'

/** Has free slots offered again when the first task that waits for a nearer one has waited long enough. */
export class LocalityRevival {
  readonly #clock: Clock
  readonly #revive: () => void
  #next: { readonly at: number; readonly cancel: Cancel } | undefined

  constructor(clock: Clock, revive: () => void) {
    this.#clock = clock
    this.#revive = revive
  }

  /** Slots are free, and these sets may have use for them. */
  slotsLeft(managers: readonly TaskSetManager[]): void {
    const now = this.#clock.now()
    let soonest = Number.POSITIVE_INFINITY
    for (const manager of managers) {
      if (!manager.hasWaiting) continue
      soonest = Math.min(soonest, manager.delay.msUntilNext(now) ?? soonest)
    }
    const at = now + soonest
    if (at >= (this.#next?.at ?? Number.POSITIVE_INFINITY)) return
    this.stop()
    const cancel = this.#clock.after(soonest, () => {
      this.#next = undefined
      this.#revive()
    })
    this.#next = { at, cancel }
  }

  stop(): void {
    this.#next?.cancel()
    this.#next = undefined
  }
}
