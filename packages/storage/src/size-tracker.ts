import { estimateSize } from './estimate-size.js'

/** Batches are looked at ever more rarely, as the estimate settles. */
const GROWTH = 1.1

/**
 * About how many bytes of heap a growing list of rows takes. Few of its batches are looked at: the first,
 * and then each time it has grown by a tenth. @see org.apache.spark.util.collection.SizeTracker
 */
export class SizeTracker {
  #rows = 0
  #batches = 0
  #nextLook = 1
  #lookedRows = 0
  #lookedBytes = 0

  /** More rows came. */
  add(batch: readonly unknown[]): void {
    this.#rows += batch.length
    this.#batches++
    if (this.#batches < this.#nextLook || batch.length === 0) return
    this.#nextLook = Math.ceil(this.#batches * GROWTH) + 1
    this.#lookedRows += batch.length
    this.#lookedBytes += estimateSize(batch)
  }

  /** Bytes of all rows so far. */
  get bytes(): number {
    return this.#lookedRows === 0
      ? 0
      : Math.ceil((this.#rows * this.#lookedBytes) / this.#lookedRows)
  }
}
