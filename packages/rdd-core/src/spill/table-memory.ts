import type { KeyIndex } from '@firesteel/keys'
import type { MemoryConsumer, TaskMemory } from '../task-runtime.js'
import { HeapWatch, LEAST_BYTES, LEAST_REQUEST } from './heap-watch.js'
import { sizeOf } from './size-of.js'

/** Records between two looks: few at first, and when they are large or memory runs out. */
export const FIRST_LOOK = 32
const MOST_RECORDS = 8_192
const SAMPLED = 8
/** What a table takes beyond its contents: maps and arrays that grow are there twice, what is replaced waits for the collector. */
const SLACK = 1.25

/**
 * The memory of one growing table: estimated from samples every so many records, taken from the task's,
 * and found short when no more is granted or V8's heap is almost full.
 */
export class TableMemory implements MemoryConsumer {
  /** Records to put in before `isFull` is asked again. */
  interval = FIRST_LOOK
  readonly #memory: TaskMemory
  readonly #heap = new HeapWatch()
  #granted = 0
  #estimate = 0
  #records = 0
  #keyBytes = 0
  #keysSeen = 0

  constructor(memory: TaskMemory) {
    this.#memory = memory
  }

  /** Estimated bytes of the table when it was last looked at. */
  get estimate(): number {
    return this.#estimate
  }

  /** What it holds of the task's memory. */
  get granted(): number {
    return this.#granted
  }

  /** A table inside a running loop cannot be spilled from outside. */
  spill(): number {
    return 0
  }

  /**
   * Whether a table of combiners, into which `records` records went, has to give way now. `latest` is the
   * combiner that changed last: one that grows without end is most likely that one.
   */
  isFullOfCombiners(
    records: number,
    index: KeyIndex,
    combiners: readonly unknown[],
    latest: unknown,
  ): boolean {
    const count = combiners.length
    const looked = Math.min(count, SAMPLED)
    const first = (records * 7) % Math.max(1, Math.floor(count / Math.max(1, looked)))
    let bytes = 0
    for (let i = 0; i < looked; i++) {
      bytes += sizeOf(combiners[Math.min(count - 1, first + Math.floor((i * count) / looked))])
    }
    const each = looked === 0 ? 0 : bytes / looked
    const combined = count * (each + 12) + sizeOf(latest)
    return this.#isFull(records, index.bytes + count * this.#keySize(index) + combined)
  }

  /** Whether a table of `values` values in `sides` groups per key has to give way now. */
  isFullOfGroups(values: number, index: KeyIndex, sides: number, valueBytes: number): boolean {
    const groups = index.size * sides
    // An array with a second value has room for 17 of them.
    const larger = Math.min(groups, values / 2, values - index.size)
    const keys = index.size * this.#keySize(index) + groups * 48 + Math.max(0, larger) * 136
    return this.#isFull(values, index.bytes + keys + values * (valueBytes + 12))
  }

  /** The table is empty again, or gone. */
  clear(): void {
    this.#memory.release(this.#granted)
    this.#granted = 0
    this.#estimate = 0
    this.#heap.reset()
    this.#records = 0
    this.interval = FIRST_LOOK
  }

  #isFull(records: number, contents: number): boolean {
    const estimate = contents * SLACK
    const grown = Math.max(estimate - this.#estimate, 0) / Math.max(1, records - this.#records)
    this.#estimate = estimate
    this.#records = records
    // Ahead of need: with room to grow, the next look can wait.
    if (estimate * 1.25 > this.#granted) {
      const wanted = Math.max(LEAST_REQUEST, estimate * 2 - this.#granted)
      this.#granted += this.#memory.acquire(wanted, this)
    }
    const perRecord = Math.max(1, grown, estimate / Math.max(1, records))
    const room = Math.max(LEAST_BYTES, this.#granted - estimate)
    const next = Math.min(MOST_RECORDS, Math.max(FIRST_LOOK, records), room / perRecord / 2)
    this.interval = Math.max(1, Math.floor(next))
    if (estimate < LEAST_BYTES) return false
    return estimate > this.#granted || this.#heap.isFilledBy(estimate)
  }

  /** The mean over all keys looked at so far. */
  #keySize(index: KeyIndex): number {
    const { keys } = index
    for (let i = 1; i <= 4 && i <= keys.length; i++) {
      this.#keyBytes += sizeOf(keys[keys.length - i])
      this.#keysSeen += 1
    }
    return this.#keysSeen === 0 ? 0 : this.#keyBytes / this.#keysSeen
  }
}
