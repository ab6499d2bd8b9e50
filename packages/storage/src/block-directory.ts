import { type StorageLevel, isPersisted } from '@firesteel/storage-level'
import { type BlockId, blockName, parseBlockName } from './block-id.js'
import type { BlockManagerId } from './block-manager-id.js'

/** A block somewhere: what an executor reports. */
export interface BlockStatus {
  readonly level: StorageLevel
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** What is kept of a dataset. @see org.apache.spark.storage.RDDInfo */
export interface RddStorage {
  readonly rddId: number
  readonly numCachedPartitions: number
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** What an executor has for blocks, in bytes. */
export interface StorageMemory {
  readonly location: BlockManagerId
  readonly maxMemory: number
  readonly remainingMemory: number
  readonly diskBytes: number
}

/** A copy of a block. */
export interface BlockCopy extends BlockStatus {
  readonly location: BlockManagerId
}

const slotKey = (executorId: string, slot: number | undefined): string =>
  `${slot ?? '*'}@${executorId}`

/**
 * Which executor, and which slot of it, holds which block; lives on the driver. Pure data: nothing
 * here reaches the network.
 * @see org.apache.spark.storage.BlockManagerMasterEndpoint
 */
export class BlockDirectory {
  readonly #executors = new Map<string, BlockManagerId>()
  readonly #maxMemory = new Map<string, number>()
  /** Block name → slot → copy. */
  readonly #blocks = new Map<string, Map<string, BlockCopy>>()

  /** An executor is there; one with the same id that was there before is forgotten with its blocks. */
  registerExecutor(location: BlockManagerId, maxMemory = 0): void {
    this.removeExecutor(location.executorId)
    this.#maxMemory.set(location.executorId, maxMemory)
    this.#executors.set(location.executorId, { ...location, slot: undefined })
  }

  /** Where an executor serves its blocks. */
  executor(executorId: string): BlockManagerId | undefined {
    return this.#executors.get(executorId)
  }

  /** All executors, in the order in which they came. */
  executors(): BlockManagerId[] {
    return [...this.#executors.values()]
  }

  /**
   * A slot of an executor holds a block, or (with a level that keeps nothing) holds it no more.
   * False for an executor that is not registered: its report came too late.
   */
  update(executorId: string, slot: number | undefined, id: BlockId, status: BlockStatus): boolean {
    const executor = this.#executors.get(executorId)
    if (executor === undefined) return false
    const name = blockName(id)
    if (!isPersisted(status.level)) {
      this.#forget(name, slotKey(executorId, slot))
      return true
    }
    const copies = this.#blocks.get(name) ?? new Map<string, BlockCopy>()
    copies.set(slotKey(executorId, slot), { ...status, location: { ...executor, slot } })
    this.#blocks.set(name, copies)
    return true
  }

  /** Who holds the block, in the order in which they got it. */
  locations(id: BlockId): BlockManagerId[] {
    return this.copies(id).map((copy) => copy.location)
  }

  /** The copies of a block with their sizes. */
  copies(id: BlockId): BlockCopy[] {
    return [...(this.#blocks.get(blockName(id))?.values() ?? [])]
  }

  /** Who holds each of the partitions of a dataset. */
  rddLocations(rddId: number, numPartitions: number): BlockManagerId[][] {
    return Array.from({ length: numPartitions }, (_, partition) =>
      this.locations({ kind: 'rdd', rddId, partition }),
    )
  }

  /** Forgets a dataset; returns who held blocks of it and must be told. */
  removeRdd(rddId: number): BlockManagerId[] {
    const holders = new Map<string, BlockManagerId>()
    for (const [name, copies] of this.#blocks) {
      const id = parseBlockName(name)
      if (id.kind !== 'rdd' || id.rddId !== rddId) continue
      for (const [key, { location }] of copies) holders.set(key, location)
      this.#blocks.delete(name)
    }
    return [...holders.values()]
  }

  /** Forgets what a slot held: it was terminated. Returns the blocks that nobody else holds. */
  removeSlot(executorId: string, slot: number): BlockId[] {
    return this.#forgetAll(
      (location) => location.executorId === executorId && location.slot === slot,
    )
  }

  /** Forgets an executor and its blocks; returns the blocks that nobody else holds. */
  removeExecutor(executorId: string): BlockId[] {
    this.#executors.delete(executorId)
    this.#maxMemory.delete(executorId)
    return this.#forgetAll((location) => location.executorId === executorId)
  }

  /** Blocks of which fewer executors have copies than their level asks for, and who has one. */
  underReplicated(): { readonly id: BlockId; readonly copies: readonly BlockCopy[] }[] {
    const short: { readonly id: BlockId; readonly copies: readonly BlockCopy[] }[] = []
    for (const [name, byHolder] of this.#blocks) {
      const copies = [...byHolder.values()]
      const wanted = Math.max(...copies.map(({ level }) => level.replication))
      const executors = new Set(copies.map(({ location }) => location.executorId))
      if (executors.size < wanted) short.push({ id: parseBlockName(name), copies })
    }
    return short
  }

  /** What is kept of each dataset of which anything is, by its id. */
  rddStorage(): Map<number, RddStorage> {
    const found = new Map<number, RddStorage>()
    for (const [name, copies] of this.#blocks) {
      const id = parseBlockName(name)
      if (id.kind !== 'rdd') continue
      const { rddId } = id
      const before = found.get(rddId)
      let memoryBytes = before?.memoryBytes ?? 0
      let diskBytes = before?.diskBytes ?? 0
      for (const copy of copies.values()) {
        memoryBytes += copy.memoryBytes
        diskBytes += copy.diskBytes
      }
      const numCachedPartitions = (before?.numCachedPartitions ?? 0) + 1
      found.set(rddId, { rddId, numCachedPartitions, memoryBytes, diskBytes })
    }
    return found
  }

  /** What each executor has for blocks. */
  storageMemory(): StorageMemory[] {
    const used = new Map<string, { memory: number; disk: number }>()
    for (const copies of this.#blocks.values()) {
      for (const { location, memoryBytes, diskBytes } of copies.values()) {
        const of = used.get(location.executorId) ?? { memory: 0, disk: 0 }
        of.memory += memoryBytes
        of.disk += diskBytes
        used.set(location.executorId, of)
      }
    }
    return this.executors().map((location) => {
      const { memory = 0, disk = 0 } = used.get(location.executorId) ?? {}
      const maxMemory = this.#maxMemory.get(location.executorId) ?? 0
      const remainingMemory = Math.max(0, maxMemory - memory)
      return { location, maxMemory, remainingMemory, diskBytes: disk }
    })
  }

  /** All blocks that are somewhere. */
  blocks(): BlockId[] {
    return [...this.#blocks.keys()].map(parseBlockName)
  }

  #forgetAll(gone: (location: BlockManagerId) => boolean): BlockId[] {
    const lost: BlockId[] = []
    for (const [name, copies] of this.#blocks) {
      for (const [key, copy] of copies) if (gone(copy.location)) this.#forget(name, key)
      if (!this.#blocks.has(name)) lost.push(parseBlockName(name))
    }
    return lost
  }

  #forget(name: string, key: string): void {
    const copies = this.#blocks.get(name)
    copies?.delete(key)
    if (copies?.size === 0) this.#blocks.delete(name)
  }
}
