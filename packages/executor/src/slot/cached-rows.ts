import { SlotBlockStore as HeapStore, rddBlock } from '@firesteel/storage'
import type { SlotBlockStore } from '@firesteel/task/runtime'

/** A partition that had to make room. */
export interface EvictedPartition {
  readonly rddId: number
  readonly partition: number
}

/** The cached partitions of one slot, in its own heap, within a budget of estimated bytes. */
export class CachedRows implements SlotBlockStore {
  readonly #store: HeapStore
  readonly #onEvicted: (evicted: EvictedPartition) => void
  /** The estimate that came with the rows: made once, by who knows them. */
  #sizeBytes = 0

  constructor(maxBytes: number, onEvicted: (evicted: EvictedPartition) => void) {
    this.#store = new HeapStore({ maxBytes, estimate: () => this.#sizeBytes })
    this.#onEvicted = onEvicted
  }

  get(rddId: number, partition: number): readonly unknown[] | undefined {
    return this.#store.get(rddBlock(rddId, partition))
  }

  put(rddId: number, partition: number, rows: readonly unknown[], sizeBytes: number): boolean {
    this.#sizeBytes = sizeBytes
    const { stored, evicted } = this.#store.put(rddBlock(rddId, partition), rows)
    for (const id of evicted) if (id.kind === 'rdd') this.#onEvicted(id)
    return stored
  }

  removeRdd(rddId: number): void {
    this.#store.removeRdd(rddId)
  }
}
