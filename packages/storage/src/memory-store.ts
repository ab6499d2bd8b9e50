import type { StorageLevel } from '@firesteel/storage-level'
import { type BlockId, blockName } from './block-id.js'
import type { BlockMemory } from './block-memory.js'
import { planEviction } from './plan-eviction.js'

/** A block in memory: rows, or bytes. */
export interface MemoryBlock<V> {
  readonly id: BlockId
  readonly name: string
  readonly value: V
  readonly sizeBytes: number
  readonly level: StorageLevel
  /** The dataset it belongs to. */
  readonly rddId: number | undefined
}

/** What a {@link MemoryStore} is made of. */
export interface MemoryStoreOptions<V> {
  readonly memory: BlockMemory
  /** A block had to make room: the last that is seen of it here. What it took is free already. */
  readonly onEvict: (block: MemoryBlock<V>) => void
}

/**
 * Blocks in memory, within what a {@link BlockMemory} grants. What was not used for the longest time goes
 * first; a block drives out none of its own dataset, none that is being read, and none at all when that
 * would not make enough room.
 *
 * A block whose size is not known before it is there is unrolled: `reserve` as it grows, then `put` with
 * what was reserved, or `release`.
 * @see org.apache.spark.storage.memory.MemoryStore
 */
export class MemoryStore<V> {
  readonly #memory: BlockMemory
  readonly #onEvict: (block: MemoryBlock<V>) => void
  /** In the order of use, least recent first. */
  readonly #blocks = new Map<string, MemoryBlock<V>>()
  /** Who reads which block, by name. */
  readonly #readers = new Map<string, Map<number, number>>()
  #bytes = 0

  constructor({ memory, onEvict }: MemoryStoreOptions<V>) {
    this.#memory = memory
    this.#onEvict = onEvict
  }

  /** Bytes of all blocks, without what is reserved. */
  get usedBytes(): number {
    return this.#bytes
  }

  /** Takes `bytes` for a block of dataset `forRddId` under way, evicting others if need be; false takes nothing. */
  reserve(bytes: number, forRddId?: number): boolean {
    if (bytes <= 0 || this.#memory.acquireStorage(bytes)) return true
    if (!this.#evict(bytes - this.#memory.freeStorage(), forRddId)) return false
    return this.#memory.acquireStorage(bytes)
  }

  /** Gives back what was reserved. */
  release(bytes: number): void {
    if (bytes > 0) this.#memory.releaseStorage(bytes)
  }

  /**
   * Keeps a block of `sizeBytes`, over any with its name, for which `reserved` bytes were reserved; those
   * are given back when it does not fit (false).
   */
  put(
    id: BlockId,
    value: V,
    about: { readonly sizeBytes: number; readonly level: StorageLevel; readonly reserved?: number },
  ): boolean {
    const { sizeBytes, level, reserved = 0 } = about
    const rddId = id.kind === 'rdd' ? id.rddId : undefined
    if (!this.reserve(sizeBytes - reserved, rddId)) {
      this.release(reserved)
      return false
    }
    this.release(reserved - sizeBytes)
    const name = blockName(id)
    this.remove(name)
    this.#blocks.set(name, { id, name, value, sizeBytes, level, rddId })
    this.#bytes += sizeBytes
    return true
  }

  /** A block, which does not count as used; undefined when it is not there. */
  peek(name: string): MemoryBlock<V> | undefined {
    return this.#blocks.get(name)
  }

  /** A block, which counts as used now; undefined when it is not there. */
  get(name: string): MemoryBlock<V> | undefined {
    const block = this.#blocks.get(name)
    if (block === undefined) return undefined
    this.#blocks.delete(name)
    this.#blocks.set(name, block)
    return block
  }

  /** As {@link get}; the block is not evicted until `reader` has released it. */
  read(name: string, reader: number): MemoryBlock<V> | undefined {
    const block = this.get(name)
    if (block === undefined) return undefined
    const readers = this.#readers.get(name) ?? new Map<number, number>()
    readers.set(reader, (readers.get(reader) ?? 0) + 1)
    this.#readers.set(name, readers)
    return block
  }

  /** `reader` is done with every block that it read. */
  releaseReader(reader: number): void {
    for (const [name, readers] of this.#readers) {
      if (readers.delete(reader) && readers.size === 0) this.#readers.delete(name)
    }
  }

  has(name: string): boolean {
    return this.#blocks.has(name)
  }

  /** Forgets a block; what it was, if it was there. */
  remove(name: string): MemoryBlock<V> | undefined {
    const block = this.#blocks.get(name)
    if (block === undefined) return undefined
    this.#blocks.delete(name)
    this.#bytes -= block.sizeBytes
    this.#memory.releaseStorage(block.sizeBytes)
    return block
  }

  /** Evicts until `bytes` are released, least recently used first, or all that may go are gone; returns how many were. */
  shrink(bytes: number): number {
    let freed = 0
    for (const block of this.#evictable()) {
      if (freed >= bytes) break
      this.#drop(block)
      freed += block.sizeBytes
    }
    return freed
  }

  /** All blocks, least recently used first. */
  blocks(): readonly MemoryBlock<V>[] {
    return [...this.#blocks.values()]
  }

  #evictable(): MemoryBlock<V>[] {
    return this.blocks().filter(({ name }) => !this.#readers.has(name))
  }

  #evict(neededBytes: number, forRddId: number | undefined): boolean {
    const candidates = this.#evictable()
    const victims = planEviction(candidates, neededBytes, forRddId)
    if (victims === undefined) return false
    for (const name of victims) this.#drop(this.#blocks.get(name) as MemoryBlock<V>)
    return true
  }

  #drop(block: MemoryBlock<V>): void {
    this.remove(block.name)
    this.#onEvict(block)
  }
}
