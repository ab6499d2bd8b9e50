import { blockName } from '@firesteel/storage'
import { type Batch, type Put, keepOnDisk, rest } from './put.js'

/**
 * Keeps a partition as bytes in memory that all slots share, and hands its rows on, decoded. Where there
 * is no room, the bytes at hand and the rest go to the block's file if the level has one; otherwise they
 * are handed on and not kept. Nothing is computed twice.
 */
export function* keepBytes(put: Put, batches: Iterable<Batch>): Generator<Batch, void> {
  const { blocks, codec, id, level } = put
  const iterator = batches[Symbol.iterator]()
  const encoder = codec.encoder()
  const shared = new SharedRuns(put)
  let done = false
  try {
    for (let next = iterator.next(); ; next = iterator.next()) {
      if (next.done === true) break
      encoder.add(next.value)
      if (!encoder.isReady) continue
      if (!shared.add(encoder.peek())) {
        return yield* withoutRoom(put, shared, encoder.finish().slice(), rest(iterator))
      }
      encoder.clear()
    }
    done = true
    const last = encoder.finish()
    if (!shared.add(last)) return yield* withoutRoom(put, shared, last.slice(), [])
    const { runs, sizeBytes } = shared
    shared.handOver()
    blocks.keptInMemory(id, runs, { level, sizeBytes })
    put.kept({ runs, sizeBytes })
    yield* codec.decodeRuns(runs)
  } finally {
    shared.release()
    if (!done) iterator.return?.()
  }
}

/** Runs in shared memory, and what was reserved for them. */
class SharedRuns {
  readonly runs: Uint8Array[] = []
  sizeBytes = 0
  #reserved = 0
  readonly #put: Put

  constructor(put: Put) {
    this.#put = put
  }

  /** Copies a run; false when there is no room for it. */
  add(run: Uint8Array): boolean {
    if (run.length === 0) return true
    const { blocks, id } = this.#put
    if (!blocks.reserveShared(run.length, id.rddId)) return false
    this.#reserved += run.length
    this.sizeBytes += run.length
    const copy = new Uint8Array(new SharedArrayBuffer(run.length))
    copy.set(run)
    this.runs.push(copy)
    return true
  }

  /** What was reserved belongs to somebody else now. */
  handOver(): void {
    this.#reserved = 0
  }

  release(): void {
    if (this.#reserved > 0) this.#put.blocks.releaseShared(this.#reserved)
    this.#reserved = 0
  }
}

function* withoutRoom(
  put: Put,
  shared: SharedRuns,
  pending: Uint8Array,
  more: Iterable<Batch>,
): Generator<Batch, void> {
  const { blocks, codec, id, level } = put
  if (level.useDisk) return yield* keepOnDisk(put, [...shared.runs.splice(0), pending], more)
  const mb = (shared.sizeBytes / (1 << 20)).toFixed(1)
  blocks.gaveUp(
    id,
    `Not enough space to cache ${blockName(id)} in memory! (computed ${mb} MiB so far)`,
  )
  yield* codec.decodeRuns([...shared.runs.splice(0), pending])
  shared.release()
  yield* more
}
