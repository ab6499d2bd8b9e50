import { emptyTaskMetrics } from '@firesteel/rdd-core/runtime'
import type { SlotTask, TaskOutcome } from '@firesteel/task/runtime'
import type { Slot } from './slot.js'

/** An attempt that waits for its slot, or runs there. */
export interface InLine {
  readonly task: SlotTask
  /** It is handed to the slot. */
  onBegin(): void
  /** It is over, and the next is about to begin; called once. */
  onEnd(outcome: TaskOutcome): void
}

/**
 * The attempts of one slot in their order: one runs, the others wait. What ends the slot's thread ends only the
 * one that ran; those that wait run in the next thread.
 */
export class SlotLine {
  readonly #slot: Pick<Slot, 'isIdle' | 'run' | 'kill'>
  #waiting: InLine[] = []

  constructor(slot: Pick<Slot, 'isIdle' | 'run' | 'kill'>) {
    this.#slot = slot
  }

  add(attempt: InLine): void {
    if (this.#slot.isIdle && this.#waiting.length === 0) this.#begin(attempt)
    else this.#waiting.push(attempt)
  }

  /** Ends an attempt: at once when it waits, or else as {@link Slot.kill} does. */
  kill(taskId: number, interrupt: boolean, reason: string): void {
    const at = this.#waiting.findIndex(({ task }) => task.taskId === taskId)
    const [waiting] = at < 0 ? [] : this.#waiting.splice(at, 1)
    if (waiting === undefined) {
      this.#slot.kill(taskId, interrupt, reason)
      return
    }
    const metrics = emptyTaskMetrics()
    waiting.onEnd({ state: 'KILLED', reason: { kind: 'TaskKilled', reason }, metrics })
  }

  /** Forgets those that wait; they are not reported. */
  clear(): void {
    this.#waiting = []
  }

  #begin(attempt: InLine): void {
    attempt.onBegin()
    this.#slot.run(attempt.task, (outcome) => {
      attempt.onEnd(outcome)
      // Who was told of the end may have given the slot another one already.
      if (!this.#slot.isIdle) return
      const next = this.#waiting.shift()
      if (next !== undefined) this.#begin(next)
    })
  }
}
