import { sortedOrder } from '@firesteel/keys'
import type { PairBatch } from '../task-runtime.js'

const FIRST_KEYS = 1_024

/**
 * Pairs that are gathered, then handed out in key order. As long as all keys are numbers they are in a
 * typed array, on which the sort works without looking at an object.
 */
export class SortBuffer {
  #numbers: Float64Array | undefined = new Float64Array(FIRST_KEYS)
  #keys: unknown[] = []
  #values: unknown[] = []
  #size = 0

  /** How many pairs there are. */
  get size(): number {
    return this.#size
  }

  /** What a key takes here besides what it refers to, and while it is sorted. */
  get bytesPerKey(): number {
    return this.#numbers === undefined ? 48 : 56
  }

  /** Appends the pairs of a batch. */
  add({ keys, values }: PairBatch): void {
    const { length } = keys
    if (this.#numbers === undefined || !this.#addNumbers(keys)) {
      for (let i = 0; i < length; i++) this.#keys.push(keys[i])
    }
    for (let i = 0; i < length; i++) this.#values.push(values[i])
    this.#size += length
  }

  /** All pairs in order; the buffer is empty, and can be filled anew. Equal keys keep their order. */
  take(ascending: boolean): SortedPairs {
    const keys = this.#numbers?.subarray(0, this.#size) ?? this.#keys
    const sorted = new SortedPairs(keys, this.#values, sortedOrder(keys, ascending))
    this.#numbers = new Float64Array(FIRST_KEYS)
    this.#keys = []
    this.#values = []
    this.#size = 0
    return sorted
  }

  /** False, with the keys seen so far where any key can be, when one is not a number. */
  #addNumbers(keys: ArrayLike<unknown>): boolean {
    const numbers = this.#roomFor(keys.length)
    let at = this.#size
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]
      if (typeof key !== 'number') {
        this.#keys = Array.from(numbers.subarray(0, this.#size))
        this.#numbers = undefined
        return false
      }
      numbers[at++] = key
    }
    return true
  }

  #roomFor(count: number): Float64Array {
    const numbers = this.#numbers as Float64Array
    const needed = this.#size + count
    if (needed <= numbers.length) return numbers
    const larger = new Float64Array(Math.max(needed, numbers.length * 2))
    larger.set(numbers.subarray(0, this.#size))
    this.#numbers = larger
    return larger
  }
}

/** Pairs and the order they are read in. */
export class SortedPairs {
  readonly #keys: ArrayLike<unknown>
  readonly #values: readonly unknown[]
  readonly #order: Uint32Array
  #next = 0

  constructor(keys: ArrayLike<unknown>, values: readonly unknown[], order: Uint32Array) {
    this.#keys = keys
    this.#values = values
    this.#order = order
  }

  /** How many are still to be read. */
  get left(): number {
    return this.#order.length - this.#next
  }

  /** The next pairs, at most `count`. */
  read(count: number): { readonly keys: unknown[]; readonly values: unknown[] } {
    const places = this.#order.subarray(this.#next, this.#next + count)
    this.#next += places.length
    const keys: unknown[] = []
    const values: unknown[] = []
    for (let i = 0; i < places.length; i++) {
      keys.push(this.#keys[places[i] as number])
      values.push(this.#values[places[i] as number])
    }
    return { keys, values }
  }
}
