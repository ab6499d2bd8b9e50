import { KeyIndex } from '@firesteel/keys'
import type { SpillHost } from '../spill/spill-host.js'
import { SampledMemory } from '../spill/sampled-memory.js'
import type { PairBatch } from '../task-runtime.js'

const FIRST_ROWS = 1_024
const BATCH = 1_024
/** What a pair takes besides what it refers to: its value's slot, its link, growth. */
const BYTES_PER_ROW = 20

/**
 * The right side of a join: rows by key, in the order in which they came. The rows of a key are a chain
 * in a typed array, so that a key with one row, the usual one, costs no object.
 */
export class JoinTable {
  readonly #memory: SampledMemory
  #index = new KeyIndex()
  #values: unknown[] = []
  /** By place, by turns: the key's first row and its last one. */
  #ends = new Int32Array(2 * FIRST_ROWS)
  /** By row: the next one of its key, or -1. */
  #next = new Int32Array(FIRST_ROWS)

  constructor(memory: SpillHost['memory']) {
    this.#memory = new SampledMemory(memory)
  }

  /** Places that keys have. */
  get size(): number {
    return this.#index.size
  }

  /** Takes the rows of a batch; false when there is no memory for more. */
  add(batch: PairBatch): boolean {
    const { keys, values } = batch
    this.#reserve(keys.length)
    const rows = this.#values
    const ends = this.#ends
    const next = this.#next
    for (let i = 0; i < keys.length; i++) {
      const known = this.#index.size
      const place = this.#index.place(keys[i])
      const row = rows.length
      rows.push(values[i])
      next[row] = -1
      if (place === known) ends[2 * place] = row
      else next[ends[2 * place + 1] as number] = row
      ends[2 * place + 1] = row
    }
    this.#memory.sample(batch)
    const bytes = this.#index.bytes + this.#index.size * 8
    return this.#memory.holds(bytes + rows.length * (BYTES_PER_ROW + this.#memory.pairBytes))
  }

  /** The key's place, or -1. */
  find(key: unknown): number {
    return this.#index.find(key)
  }

  keyAt(place: number): unknown {
    return this.#index.keys[place]
  }

  /** The first row of the key at `place`. */
  firstRow(place: number): number {
    return this.#ends[2 * place] as number
  }

  /** The row of the same key after this one, or -1. */
  nextRow(row: number): number {
    return this.#next[row] as number
  }

  valueOf(row: number): unknown {
    return this.#values[row]
  }

  /** All rows, key by key. */
  *batches(): Generator<PairBatch, void> {
    let keys: unknown[] = []
    let values: unknown[] = []
    for (let place = 0; place < this.size; place++) {
      for (let row = this.firstRow(place); row >= 0; row = this.nextRow(row)) {
        keys.push(this.keyAt(place))
        values.push(this.#values[row])
        if (keys.length < BATCH) continue
        yield { keys, values }
        keys = []
        values = []
      }
    }
    if (keys.length > 0) yield { keys, values }
  }

  /** Gives its memory back; it is not to be used any more. */
  close(): void {
    // Whoever goes on without it may still have it in a variable.
    this.#index = new KeyIndex()
    this.#values = []
    this.#ends = new Int32Array(0)
    this.#next = new Int32Array(0)
    this.#memory.release()
  }

  #reserve(count: number): void {
    const rows = this.#values.length + count
    if (rows > this.#next.length) this.#next = grown(this.#next, rows)
    const ends = 2 * (this.#index.size + count)
    if (ends > this.#ends.length) this.#ends = grown(this.#ends, ends)
  }
}

function grown(old: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, old.length * 2))
  larger.set(old)
  return larger
}
