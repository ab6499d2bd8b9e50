import { hasCode } from '@firesteel/errors'
import { holdsLargeGroup } from '@firesteel/rdd-core/runtime'
import { SizeTracker, blockName, estimateSize } from '@firesteel/storage'
import { type Batch, type Put, keepOnDisk, rest } from './put.js'

/** Memory is asked for in steps of at least so many bytes; Spark's `spark.storage.unrollMemoryThreshold`. */
const FIRST_STEP = 1 << 20
const GROWTH = 1.5
/** Rows that are handed on at a time when they are not kept. */
const BATCH = 1024

/**
 * Keeps a partition as rows in the slot's heap and hands them on. Where there is no room, the rows at hand
 * and the rest go to the block's file if the level has one; otherwise they are handed on and not kept.
 * Nothing is computed twice. With `isOnDisk` the rows came from the block's own file.
 */
export function* keepRows(
  put: Put,
  batches: Iterable<Batch>,
  isOnDisk = false,
): Generator<Batch, void> {
  const { heap, id } = put
  const iterator = batches[Symbol.iterator]()
  const growth = new Growth(put)
  let done = false
  try {
    for (let next = iterator.next(); ; next = iterator.next()) {
      if (next.done === true) break
      if (growth.add(next.value)) continue
      return yield* withoutRoom(put, growth, rest(iterator), isOnDisk)
    }
    done = true
    if (put.restsOnTask() && !growth.detach()) {
      put.blocks.gaveUp(
        id,
        `${blockName(id)} is not kept: the heap has no room for one of its groups`,
      )
      return yield* withoutRoom(put, growth, [], true)
    }
    const { rows, reserved } = growth
    growth.reserved = 0
    const sizeBytes = estimateSize(rows)
    if (!heap.put(id, rows, { sizeBytes, level: put.level, reserved })) {
      return yield* withoutRoom(put, growth, [], isOnDisk)
    }
    put.blocks.keptInHeap(id, { level: put.level, sizeBytes })
    put.kept({ rows, sizeBytes })
    yield rows
  } finally {
    growth.release()
    if (!done) iterator.return?.()
  }
}

/** The rows so far, and what was reserved for them. */
class Growth {
  rows: unknown[] = []
  reserved = 0
  readonly #put: Put
  readonly #size = new SizeTracker()

  constructor(put: Put) {
    this.#put = put
  }

  get bytes(): number {
    return this.#size.bytes
  }

  /** False when there is no room for them; they are at hand all the same. */
  add(batch: Batch): boolean {
    const { rows } = this
    for (let i = 0; i < batch.length; i++) rows.push(batch[i])
    this.#size.add(batch)
    // They are read from disk, and only by this task.
    if (batch.some(holdsLargeGroup)) return false
    const needed = this.#size.bytes
    if (needed <= this.reserved) return true
    return this.#reserve(Math.max(FIRST_STEP, Math.ceil(needed * GROWTH))) || this.#reserve(needed)
  }

  #reserve(upTo: number): boolean {
    const { heap, id } = this.#put
    const more = upTo - this.reserved
    if (!heap.reserve(more, id.rddId)) return false
    this.reserved += more
    return true
  }

  /** Copies the rows out of the task's files; false when one of them has no room in the heap. */
  detach(): boolean {
    const { codec } = this.#put
    const copies: unknown[] = []
    try {
      for (const batch of codec.decode(codec.encodeAll(this.rows))) copies.push(...batch)
    } catch (error) {
      if (hasCode(error, 'RDD_GROUP_TOO_LARGE')) return false
      throw error
    }
    this.rows = copies
    return true
  }

  /** The rows so far and then others; what was reserved is free when the last of the former is asked for. */
  *handOn(more: Iterable<Batch>): Generator<Batch, void> {
    const { rows } = this
    this.rows = []
    for (let from = 0; from < rows.length; from += BATCH) yield rows.slice(from, from + BATCH)
    rows.length = 0
    this.release()
    yield* more
  }

  release(): void {
    this.#put.heap.release(this.reserved)
    this.reserved = 0
  }
}

function* withoutRoom(
  put: Put,
  growth: Growth,
  more: Iterable<Batch>,
  isOnDisk: boolean,
): Generator<Batch, void> {
  const { blocks, id, level } = put
  if (level.useDisk && !isOnDisk) {
    return yield* keepOnDisk(put, [], growth.handOn(more))
  }
  if (!isOnDisk) {
    const mb = (growth.bytes / (1 << 20)).toFixed(1)
    blocks.gaveUp(
      id,
      `Not enough space to cache ${blockName(id)} in memory! (computed ${mb} MiB so far)`,
    )
  }
  yield* growth.handOn(more)
}
