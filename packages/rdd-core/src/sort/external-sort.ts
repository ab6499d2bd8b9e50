import { SampledMemory } from '../spill/sampled-memory.js'
import type { SpillHost } from '../spill/spill-host.js'
import { batchRecords } from '../spill/spill-writer.js'
import type { MemoryConsumer, PairBatch } from '../task-runtime.js'
import { mergeRuns } from './merge-runs.js'
import { SortBuffer, type SortedPairs } from './sort-buffer.js'
import { SortedRun } from './sorted-run.js'

/** So many runs are merged into one before there are more: each has a batch in memory and a file open. */
const MAX_RUNS = 64
/**
 * Sorts pairs by key in the memory there is: what does not fit goes to disk as sorted runs, which are
 * merged when the pairs are read. Equal keys keep their order.
 *
 * add … → (no memory: a run) … → sorted, once
 * @see org.apache.spark.util.collection.ExternalSorter
 */
export class ExternalSort implements MemoryConsumer {
  readonly #host: SpillHost
  readonly #ascending: boolean
  readonly #buffer = new SortBuffer()
  readonly #memory: SampledMemory
  readonly #forget: () => void
  readonly #runs: SortedRun[] = []
  /** What is left in memory while the result is read. */
  #rest: SortedPairs | undefined
  #restOnDisk: SortedRun | undefined

  constructor(host: SpillHost, ascending: boolean) {
    this.#host = host
    this.#ascending = ascending
    this.#memory = new SampledMemory(host.memory)
    this.#forget = host.memory.addConsumer(this)
  }

  /** Bytes of the task's memory that it holds. */
  get used(): number {
    return this.#memory.granted
  }

  /** Takes the pairs of a batch. */
  add(batch: PairBatch): void {
    this.#memory.sample(batch)
    this.#buffer.add(batch)
    if (!this.#memory.holds(this.#buffer.size * this.#recordBytes, this)) this.spill()
  }

  /** All pairs in order. Ends the sort. */
  *sorted(): Generator<PairBatch, void> {
    try {
      const rest = this.#buffer.take(this.#ascending)
      this.#rest = rest
      if (this.#runs.length === 0) yield* this.#restBatches()
      else
        yield* mergeRuns(
          [...this.#batchesOfRuns(), this.#restBatches()],
          this.#ascending,
          this.#batch,
        )
    } finally {
      this.#rest = undefined
      this.#memory.release()
      this.#forget()
    }
  }

  /** Puts what is in memory on disk; returns how many bytes were released. */
  spill(): number {
    const freed = this.#memory.granted
    if (this.#rest !== undefined) this.#spillRest(this.#rest)
    else if (this.#buffer.size > 0) this.#spillBuffer()
    else return 0
    this.#memory.release()
    return freed
  }

  #spillBuffer(): void {
    this.#count(this.#buffer.size)
    const sorted = this.#buffer.take(this.#ascending)
    this.#runs.push(new SortedRun(this.#host, batchesOf(sorted, this.#batch)))
    if (this.#runs.length < MAX_RUNS) return
    const runs = this.#batchesOfRuns()
    this.#runs.length = 0
    this.#runs.push(new SortedRun(this.#host, mergeRuns(runs, this.#ascending, this.#batch)))
  }

  #spillRest(rest: SortedPairs): void {
    if (rest.left === 0) return
    this.#count(rest.left)
    this.#restOnDisk = new SortedRun(this.#host, batchesOf(rest, this.#batch))
    this.#rest = undefined
  }

  /** What was in memory when the reading began, some of which may have gone to disk since. */
  *#restBatches(): Generator<PairBatch, void> {
    while (this.#rest !== undefined && this.#rest.left > 0) yield this.#rest.read(this.#batch)
    if (this.#restOnDisk !== undefined) yield* this.#restOnDisk.batches()
  }

  #batchesOfRuns(): Iterable<PairBatch>[] {
    return this.#runs.map((run) => run.batches())
  }

  #count(records: number): void {
    this.#host.metrics.memoryBytesSpilled += Math.round(records * this.#recordBytes)
  }

  get #recordBytes(): number {
    return this.#memory.pairBytes + 12 + this.#buffer.bytesPerKey
  }

  get #batch(): number {
    return batchRecords(this.#recordBytes)
  }
}

function* batchesOf(sorted: SortedPairs, count: number): Generator<PairBatch, void> {
  while (sorted.left > 0) yield sorted.read(count)
}
