import { type BusySlot, slotsTaken } from '@firesteel/task-scheduler'

/** An attempt, and the slot that it is meant for. */
interface Placed {
  readonly taskId: number
  readonly slot: number
  readonly cpus: number
}

/** The slots of one executor: which are free, which attempt has which, and which wait for their turn. */
export class Slots {
  readonly total: number
  #free: readonly number[]
  readonly #taken = new Map<number, readonly number[]>()
  /** By slot: the attempt that runs there and those that wait behind it, in their order. */
  readonly #lines = new Map<number, number[]>()
  readonly #slotOf = new Map<number, number>()

  constructor(total: number) {
    this.total = total
    this.#free = Array.from({ length: total }, (_, slot) => slot)
  }

  /** Ascending. */
  get free(): readonly number[] {
    return this.#free
  }

  /** Those that run one attempt, which others may wait behind. */
  get busy(): readonly BusySlot[] {
    const busy: BusySlot[] = []
    for (const [slot, line] of this.#lines) {
      busy.push({ slot, running: line[0] as number, waiting: line.length - 1 })
    }
    return busy
  }

  /** Whether few enough wait in the slot that its next attempts should be on their way. */
  isShort(slot: number): boolean {
    return (this.#lines.get(slot)?.length ?? 0) <= 2
  }

  /** Gives an attempt its slot, and as many others as it needs; in a slot that is taken it waits for its turn. */
  acquire({ taskId, slot, cpus }: Placed): void {
    this.#slotOf.set(taskId, slot)
    const line = this.#lines.get(slot)
    if (line !== undefined) {
      line.push(taskId)
      return
    }
    this.#lines.set(slot, [taskId])
    this.#take(taskId, slot, cpus)
  }

  /** Takes them back for the next in line; returns its slot, or undefined when the attempt has none. */
  release(taskId: number): number | undefined {
    const slot = this.#slotOf.get(taskId)
    const line = slot === undefined ? undefined : this.#lines.get(slot)
    if (slot === undefined || line === undefined) return undefined
    this.#slotOf.delete(taskId)
    line.splice(line.indexOf(taskId), 1)
    const taken = this.#taken.get(taskId)
    // It had not begun.
    if (taken === undefined) return slot
    this.#taken.delete(taskId)
    const [next] = line
    if (next === undefined) this.#lines.delete(slot)
    else this.#taken.set(next, [slot])
    const freed = next === undefined ? taken : taken.filter((each) => each !== slot)
    if (freed.length > 0) this.#free = [...this.#free, ...freed].sort((a, b) => a - b)
    return slot
  }

  #take(taskId: number, slot: number, cpus: number): void {
    const taken = slotsTaken(this.#free, slot, cpus)
    this.#taken.set(taskId, taken)
    this.#free = this.#free.filter((each) => !taken.includes(each))
  }
}
