import type { BlockId, DiskStore } from '@firesteel/storage'
import { FixedBlockMemory, blockName } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type { BlockRuns, ExecutorBlocks, FoundBlock, KeptBlock } from '../src/runtime.js'

/** The blocks of an executor with one slot: shared memory with a budget, files, and no neighbours. */
export class SharedBlocks implements ExecutorBlocks {
  readonly memory: FixedBlockMemory
  readonly runs = new Map<string, BlockRuns>()
  readonly files = new Map<string, number>()
  readonly heap = new Map<string, number>()
  /** What was given up, and why. */
  readonly givenUp: string[] = []
  readonly replicated: { readonly name: string; readonly level: StorageLevel }[] = []
  readonly #disk: DiskStore

  constructor(disk: DiskStore, maxBytes: number) {
    this.memory = new FixedBlockMemory(maxBytes)
    this.#disk = disk
  }

  find(id: BlockId): Promise<FoundBlock | undefined> {
    const name = blockName(id)
    const runs = this.runs.get(name)
    if (runs !== undefined) return Promise.resolve({ kind: 'runs', runs, sizeBytes: 0 })
    const sizeBytes = this.files.get(name)
    if (sizeBytes === undefined) return Promise.resolve(undefined)
    return Promise.resolve({ kind: 'file', path: this.#disk.path(id), sizeBytes })
  }

  reserveShared(bytes: number): boolean {
    return this.memory.acquireStorage(bytes)
  }

  releaseShared(bytes: number): void {
    this.memory.releaseStorage(bytes)
  }

  keptInMemory(id: BlockId, runs: BlockRuns): void {
    this.runs.set(blockName(id), runs)
  }

  keptOnDisk(id: BlockId, { sizeBytes }: KeptBlock): void {
    this.files.set(blockName(id), sizeBytes)
  }

  keptInHeap(id: BlockId, { sizeBytes }: KeptBlock): void {
    this.heap.set(blockName(id), sizeBytes)
  }

  droppedFromHeap(id: BlockId): void {
    this.heap.delete(blockName(id))
  }

  gaveUp(id: BlockId, why?: string): void {
    this.givenUp.push(`${blockName(id)}: ${why}`)
  }

  replicate(id: BlockId, level: StorageLevel): Promise<void> {
    this.replicated.push({ name: blockName(id), level })
    return Promise.resolve()
  }
}
