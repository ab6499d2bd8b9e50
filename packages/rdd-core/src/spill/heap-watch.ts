import { getHeapStatistics } from 'node:v8'

/** Less than this is held whatever is granted: else nothing would get done. */
export const LEAST_BYTES: number = 1 << 16
/** What is asked for of a task's memory at a time, at least. */
export const LEAST_REQUEST: number = 1 << 20

const FIRST_LOOK_BYTES = 1 << 20
/** After a growth by this share of the heap it is looked at again. */
const LOOK_SHARE = 0.03
const FULL_HEAP = 0.8
/** Who has less of the heap than this is not what fills it. */
const BLAMED_SHARE = 0.15

/** Looks at V8's heap itself, for what the estimates of one who gathers records do not see. */
export class HeapWatch {
  #lookedAt = 0
  #lookAfter = FIRST_LOOK_BYTES

  /** Whether the heap is almost full and one who holds `estimate` bytes has a good part of it; cheap: it looks rarely. */
  isFilledBy(estimate: number): boolean {
    if (estimate - this.#lookedAt < this.#lookAfter) return false
    this.#lookedAt = estimate
    const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
    this.#lookAfter = limit * LOOK_SHARE
    return used > limit * FULL_HEAP && estimate > limit * BLAMED_SHARE
  }

  /** What was held is gone: whoever it was begins anew. */
  reset(): void {
    this.#lookedAt = 0
  }
}
