import type { MemoryConsumer, PairBatch } from '../task-runtime.js'
import { HeapWatch, LEAST_BYTES, LEAST_REQUEST } from './heap-watch.js'
import { sizeOf } from './size-of.js'
import type { SpillHost } from './spill-host.js'

/** The memory of something that gathers pairs: what they take is estimated from a few of each batch. */
export class SampledMemory {
  readonly #memory: SpillHost['memory']
  #granted = 0
  readonly #heap = new HeapWatch()
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
    return estimate <= this.#granted && !this.#heap.isFilledBy(estimate)
  }

  /** Gives everything back. */
  release(): void {
    this.#memory.release(this.#granted)
    this.#granted = 0
    this.#heap.reset()
  }
}
