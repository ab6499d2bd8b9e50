import { slotsTaken } from '@firesteel/task-scheduler'

/** The slots of one executor: which are free, and which attempt has which. */
export class Slots {
  readonly total: number
  #free: readonly number[]
  readonly #taken = new Map<number, readonly number[]>()

  constructor(total: number) {
    this.total = total
    this.#free = Array.from({ length: total }, (_, slot) => slot)
  }

  /** Ascending. */
  get free(): readonly number[] {
    return this.#free
  }

  /** Gives an attempt its slot, and as many others as it needs. */
  acquire(task: { readonly taskId: number; readonly slot: number; readonly cpus: number }): void {
    const taken = slotsTaken(this.#free, task.slot, task.cpus)
    this.#taken.set(task.taskId, taken)
    this.#free = this.#free.filter((slot) => !taken.includes(slot))
  }

  /** Takes them back; false when the attempt has none. */
  release(taskId: number): boolean {
    const taken = this.#taken.get(taskId)
    if (taken === undefined) return false
    this.#taken.delete(taskId)
    this.#free = [...this.#free, ...taken].sort((a, b) => a - b)
    return true
  }
}
