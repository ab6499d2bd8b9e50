import { BlockFileWriter, type BlockId, type DiskStore } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type { BlockRuns, ExecutorBlocks, FoundBlock, KeptBlock } from '@firesteel/task/runtime'
import type { Reserved } from './block-news.js'
import type { ParentLink } from './parent-link.js'

/** The blocks of the executor, from within a slot's thread. */
export class SlotBlocks implements ExecutorBlocks {
  readonly #link: ParentLink
  readonly #disk: DiskStore

  constructor(link: ParentLink, disk: DiskStore) {
    this.#link = link
    this.#disk = disk
  }

  find(id: BlockId, level: StorageLevel): Promise<FoundBlock | undefined> {
    return this.#link.ask({ type: 'findBlock', blockId: id, level })
  }

  reserveShared(bytes: number, rddId: number): boolean {
    const reserved = this.#link.wait({ type: 'reserveShared', bytes, rddId })
    this.#writeVictims(reserved)
    return reserved.bytes >= bytes
  }

  releaseShared(bytes: number): void {
    this.#link.tell({ type: 'block', news: { kind: 'released', bytes } })
  }

  /** Frees about `bytes` of shared memory; returns how many were freed. */
  shrinkShared(bytes: number): number {
    const freed = this.#link.wait({ type: 'shrinkShared', bytes })
    this.#writeVictims(freed)
    return freed.bytes
  }

  keptInMemory(id: BlockId, runs: BlockRuns, about: KeptBlock): void {
    this.#link.tell({ type: 'block', news: { kind: 'memory', id, runs, ...about } })
  }

  keptOnDisk(id: BlockId, about: KeptBlock): void {
    this.#link.tell({ type: 'block', news: { kind: 'disk', id, ...about } })
  }

  keptInHeap(id: BlockId, about: KeptBlock): void {
    this.#link.tell({ type: 'block', news: { kind: 'heap', id, ...about } })
  }

  droppedFromHeap(id: BlockId): void {
    this.#link.tell({ type: 'block', news: { kind: 'dropped', id } })
  }

  gaveUp(id: BlockId, why?: string): void {
    this.#link.tell({ type: 'block', news: { kind: 'gaveUp', id, why } })
  }

  replicate(id: BlockId, level: StorageLevel, runs: BlockRuns | undefined): Promise<void> {
    return this.#link.ask({ type: 'replicateBlock', blockId: id, level, runs })
  }

  /** Here and not on the main thread, which has heartbeats to send. */
  #writeVictims({ victims }: Reserved): void {
    for (const { id, level, runs } of victims) {
      const writer = new BlockFileWriter(this.#disk, id)
      try {
        for (const run of runs) writer.write(run)
        this.keptOnDisk(id, { level, sizeBytes: writer.commit() })
      } finally {
        writer.abort()
      }
    }
  }
}
