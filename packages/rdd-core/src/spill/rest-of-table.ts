import type { KeyIndex } from '@firesteel/keys'
import type { MemoryConsumer, PairBatch } from '../task-runtime.js'
import type { SpillHost } from './spill-host.js'
import { type Piece, SpillWriter, batchRecords, readPairs } from './spill-writer.js'
import type { TableMemory } from './table-memory.js'

/** Smaller tables are handed out whole: nobody gains by their going to disk. */
const LEAST_SPILLED = 4 << 20
const CHUNK = 8_192

/**
 * A finished table while it is read. When something behind it in the same task needs memory, the pairs
 * that were not read yet go to disk, and come from there.
 */
export class RestOfTable implements MemoryConsumer {
  readonly #host: SpillHost
  readonly #memory: TableMemory
  #keys: readonly unknown[]
  #values: readonly unknown[]
  #next = 0
  #pieces: Piece[] | undefined

  constructor(host: SpillHost, memory: TableMemory, index: KeyIndex, values: readonly unknown[]) {
    this.#host = host
    this.#memory = memory
    this.#keys = index.keys
    this.#values = values
  }

  get used(): number {
    return this.#pieces === undefined ? this.#memory.granted : 0
  }

  /** The pairs; a table that is large comes in pieces, so that it can go away between two of them. */
  *batches(): Generator<PairBatch, void> {
    if (this.#memory.granted < LEAST_SPILLED) {
      yield { keys: this.#keys, values: this.#values }
      this.#memory.clear()
      return
    }
    const forget = this.#host.memory.addConsumer(this)
    try {
      while (this.#pieces === undefined && this.#next < this.#values.length) {
        const from = this.#next
        this.#next = from + CHUNK
        yield {
          keys: this.#keys.slice(from, this.#next),
          values: this.#values.slice(from, this.#next),
        }
      }
      for (const piece of this.#pieces ?? []) yield readPairs(piece, this.#host)
    } finally {
      forget()
      this.#memory.clear()
    }
  }

  spill(): number {
    if (this.#pieces !== undefined || this.#next >= this.#values.length) return 0
    const { estimate, granted } = this.#memory
    const writer = new SpillWriter(this.#host)
    const batch = batchRecords(estimate / Math.max(1, this.#values.length))
    const pieces: Piece[] = []
    for (let from = this.#next; from < this.#values.length; from += batch) {
      const to = Math.min(this.#values.length, from + batch)
      const [keys, values] = [this.#keys.slice(from, to), this.#values.slice(from, to)]
      pieces.push(writer.pairs(keys, values, values.length))
    }
    writer.flush()
    this.#host.metrics.memoryBytesSpilled += Math.round(estimate)
    this.#pieces = pieces
    this.#keys = []
    this.#values = []
    this.#memory.clear()
    return granted
  }
}
