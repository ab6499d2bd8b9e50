import { KeyIndex } from '@firesteel/keys'
import type { PairBatch } from '../task-runtime.js'
import { RestOfTable } from './rest-of-table.js'
import type { SpillHost } from './spill-host.js'
import { DEEPEST_LEVEL, type SpillEntry, SpillPartitions } from './spill-partitions.js'
import { batchRecords, readPairs } from './spill-writer.js'
import { FIRST_LOOK, TableMemory } from './table-memory.js'

type Merge = (a: unknown, b: unknown) => unknown

/**
 * Where a table of combiners goes when there is no more memory for it. The table itself belongs to the
 * loop that fills it: `index` numbers its keys, `combiners` is the column beside them.
 *
 * isFull → spill, and the loop begins with an empty one → … → result: what never was full comes as it is;
 * what was is read back part by part, each as a table that may itself be full.
 * @see org.apache.spark.util.collection.ExternalAppendOnlyMap
 */
export class SpillingTable {
  readonly #host: SpillHost
  readonly #merge: Merge
  readonly #level: number
  readonly #memory: TableMemory
  #spilled: SpillPartitions | undefined
  #before = 0

  constructor(host: SpillHost, merge: Merge, level = 0) {
    this.#host = host
    this.#merge = merge
    this.#level = level
    this.#memory = new TableMemory(host.memory)
  }

  /** Records to put in before `isFull` is asked again. */
  get interval(): number {
    return this.#memory.interval
  }

  /** Whether the table, after `records` records, must be spilled; `latest` is the combiner that changed last. */
  isFull(
    records: number,
    index: KeyIndex,
    combiners: readonly unknown[],
    latest: unknown,
  ): boolean {
    const full = this.#memory.isFullOfCombiners(records - this.#before, index, combiners, latest)
    if (!full || this.#level > DEEPEST_LEVEL) return false
    this.#before = records
    return true
  }

  /** Puts all of the table on disk. */
  spill(index: KeyIndex, combiners: readonly unknown[]): void {
    const { estimate } = this.#memory
    const batch = batchRecords(estimate / Math.max(1, combiners.length))
    const spilled = (this.#spilled ??= new SpillPartitions(this.#host, this.#level))
    for (let i = 0; i < combiners.length; i++) {
      if ((i & 1023) === 0) this.#host.checkKilled()
      spilled.add(index.keys[i], combiners[i], batch)
    }
    spilled.endRun()
    this.#host.metrics.memoryBytesSpilled += Math.round(estimate)
    this.#memory.clear()
  }

  /** Every key with its one combiner. The table is not to be touched any more. */
  *result(index: KeyIndex, combiners: unknown[]): Generator<PairBatch, void> {
    if (this.#spilled === undefined) {
      yield* new RestOfTable(this.#host, this.#memory, index, combiners).batches()
      return
    }
    if (combiners.length > 0) this.spill(index, combiners)
    for (const entries of this.#spilled.parts()) yield* this.#mergePart(entries)
    this.#spilled.writer.close()
  }

  *#mergePart(entries: readonly SpillEntry<never>[]): Generator<PairBatch, void> {
    const table = new SpillingTable(this.#host, this.#merge, this.#level + 1)
    const merge = this.#merge
    let index = new KeyIndex()
    let combiners: unknown[] = []
    let records = 0
    let due = FIRST_LOOK
    for (const entry of entries) {
      if (entry.kind !== 'pairs') continue
      this.#host.checkKilled()
      const { keys, values } = readPairs(entry.piece, this.#host)
      for (let i = 0; i < keys.length; i++) {
        const at = index.place(keys[i])
        if (at === combiners.length) combiners.push(values[i])
        else combiners[at] = merge(combiners[at], values[i])
        if (++records === due) {
          if (table.isFull(records, index, combiners, combiners[at])) {
            table.spill(index, combiners)
            index = new KeyIndex()
            combiners = []
          }
          due = records + table.interval
        }
      }
    }
    yield* table.result(index, combiners)
  }
}
