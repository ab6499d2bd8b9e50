import { getHeapStatistics } from 'node:v8'
import type { MemoryConsumer, PairBatch } from '../task-runtime.js'
import { sizeOf } from './size-of.js'
import type { SpillHost } from './spill-host.js'

/** Less than this is held whatever is granted: else nothing would get done. */
const LEAST_BYTES = 1 << 16
/** What is asked for at a time, at least. */
const LEAST_REQUEST = 1 << 20
/** After so much growth the heap itself is looked at, for what the estimates do not see. */
const HEAP_LOOK_BYTES = 8 << 20
const FULL_HEAP = 0.85
/** Who has less of the heap than this is not what fills it. */
const BLAMED_SHARE = 0.15

/** The memory of something that gathers pairs: what they take is estimated from a few of each batch. */
export class SampledMemory {
  readonly #memory: SpillHost['memory']
  #granted = 0
  #lookedAt = 0
  #bytes = 0
  #samples = 0

  constructor(memory: SpillHost['memory']) {
    this.#memory = memory
  }

  /** Bytes held. */
  get granted(): number {
    return this.#granted
  }

  /** The mean of what a pair refers to, over all batches. Numbers as keys count nothing. */
  get pairBytes(): number {
    return this.#samples === 0 ? 0 : this.#bytes / this.#samples
  }

  /** The first pair and one from the middle stand for their batch. */
  sample({ keys, values }: PairBatch): void {
    for (const at of [0, keys.length >> 1]) {
      if (at >= keys.length) return
      const key = keys[at]
      this.#bytes += (typeof key === 'number' ? 0 : sizeOf(key)) + sizeOf(values[at])
      this.#samples += 1
    }
  }

  /** Whether `estimate` bytes in all may be held; asks for more when they are not. */
  holds(estimate: number, asking?: MemoryConsumer): boolean {
    if (estimate > this.#granted) {
      const wanted = Math.max(LEAST_REQUEST, estimate * 1.5 - this.#granted)
      this.#granted += this.#memory.acquire(wanted, asking)
    }
    if (estimate < LEAST_BYTES) return true
    return estimate <= this.#granted && !this.#fillsTheHeap(estimate)
  }

  /** Gives everything back. */
  release(): void {
    this.#memory.release(this.#granted)
    this.#granted = 0
    this.#lookedAt = 0
  }

  #fillsTheHeap(estimate: number): boolean {
    if (estimate - this.#lookedAt < HEAP_LOOK_BYTES) return false
    this.#lookedAt = estimate
    const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
    return used > limit * FULL_HEAP && estimate > limit * BLAMED_SHARE
  }
}
