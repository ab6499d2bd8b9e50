import { getHeapStatistics } from 'node:v8'
import { sizeOf } from '../spill/size-of.js'
import type { SpillHost } from '../spill/spill-host.js'
import { batchRecords } from '../spill/spill-writer.js'
import type { MemoryConsumer, PairBatch } from '../task-runtime.js'
import { mergeRuns } from './merge-runs.js'
import { SortBuffer, type SortedPairs } from './sort-buffer.js'
import { SortedRun } from './sorted-run.js'

/** Less than this is sorted in memory whatever is granted: else nothing would get done. */
const LEAST_BYTES = 1 << 16
/** What is asked for at a time, at least. */
const LEAST_REQUEST = 1 << 20
/** So many runs are merged into one before there are more: each has a batch in memory and a file open. */
const MAX_RUNS = 64
/** After so much growth the heap itself is looked at, for what the estimates do not see. */
const HEAP_LOOK_BYTES = 8 << 20
const FULL_HEAP = 0.85
/** A sort with less of the heap than this is not what fills it. */
const BLAMED_SHARE = 0.15

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
  readonly #forget: () => void
  readonly #runs: SortedRun[] = []
  /** What is left in memory while the result is read. */
  #rest: SortedPairs | undefined
  #restOnDisk: SortedRun | undefined
  #granted = 0
  #lookedAt = 0
  #sampledBytes = 0
  #samples = 0

  constructor(host: SpillHost, ascending: boolean) {
    this.#host = host
    this.#ascending = ascending
    this.#forget = host.memory.addConsumer(this)
  }

  /** Bytes of the task's memory that it holds. */
  get used(): number {
    return this.#granted
  }

  /** Takes the pairs of a batch. */
  add(batch: PairBatch): void {
    this.#sample(batch)
    this.#buffer.add(batch)
    const estimate = this.#buffer.size * this.#recordBytes
    if (estimate > this.#granted) {
      const wanted = Math.max(LEAST_REQUEST, estimate * 1.5 - this.#granted)
      this.#granted += this.#host.memory.acquire(wanted, this)
    }
    if (estimate < LEAST_BYTES) return
    if (estimate > this.#granted || this.#fillsTheHeap(estimate)) this.spill()
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
      this.#release()
      this.#forget()
    }
  }

  /** Puts what is in memory on disk; returns how many bytes were released. */
  spill(): number {
    const freed = this.#granted
    if (this.#rest !== undefined) this.#spillRest(this.#rest)
    else if (this.#buffer.size > 0) this.#spillBuffer()
    else return 0
    this.#release()
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

  #release(): void {
    this.#host.memory.release(this.#granted)
    this.#granted = 0
    this.#lookedAt = 0
  }

  /** The first pair and one from the middle stand for their batch. */
  #sample({ keys, values }: PairBatch): void {
    for (const at of [0, keys.length >> 1]) {
      if (at >= keys.length) return
      const key = keys[at]
      this.#sampledBytes += (typeof key === 'number' ? 0 : sizeOf(key)) + sizeOf(values[at])
      this.#samples += 1
    }
  }

  get #recordBytes(): number {
    const own = this.#samples === 0 ? 0 : this.#sampledBytes / this.#samples
    return own + 12 + this.#buffer.bytesPerKey
  }

  get #batch(): number {
    return batchRecords(this.#recordBytes)
  }

  #fillsTheHeap(estimate: number): boolean {
    if (estimate - this.#lookedAt < HEAP_LOOK_BYTES) return false
    this.#lookedAt = estimate
    const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
    return used > limit * FULL_HEAP && estimate > limit * BLAMED_SHARE
  }
}

function* batchesOf(sorted: SortedPairs, count: number): Generator<PairBatch, void> {
  while (sorted.left > 0) yield sorted.read(count)
}
