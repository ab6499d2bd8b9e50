import type { Cancel, Clock } from '@firesteel/clock'
import type { TaskSetManager } from '../task-set-manager.js'

/** What a {@link SpeculationTimer} needs. */
export interface SpeculationTimerOptions {
  readonly clock: Clock
  readonly intervalMs: number
  readonly sets: () => Iterable<TaskSetManager>
  readonly slotsPerExecutor: () => number
  /** There are slow tasks to be launched a second time. */
  readonly found: () => void
}

/** Looks for slow tasks again and again while anything runs. */
export class SpeculationTimer {
  readonly #options: SpeculationTimerOptions
  #cancel: Cancel | undefined

  constructor(options: SpeculationTimerOptions) {
    this.#options = options
  }

  /** There is something to watch. */
  start(): void {
    const { clock, intervalMs } = this.#options
    this.#cancel ??= clock.every(intervalMs, () => this.#look())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #look(): void {
    const { sets, slotsPerExecutor, found } = this.#options
    const slots = slotsPerExecutor()
    let any = false
    for (const manager of sets()) if (manager.findSlowTasks(slots)) any = true
    if (any) found()
  }
}
