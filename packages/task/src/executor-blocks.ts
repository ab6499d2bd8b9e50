import type { BlockId } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'

/** Blocks in a form that every slot reads: runs of whole encoded batches, in order. */
export type BlockRuns = readonly Uint8Array[]

/** A block that is somewhere within reach. */
export type FoundBlock =
  | { readonly kind: 'runs'; readonly runs: BlockRuns; readonly sizeBytes: number }
  | {
      readonly kind: 'file'
      readonly path: string
      readonly sizeBytes: number
      /** It was fetched for this task: whoever reads it removes it. */
      readonly temporary?: boolean | undefined
    }

/**
 * The blocks of an executor as one of its slots sees them. Rows live in the heap of their slot, of which
 * the executor is told; bytes belong to the executor, and are handed over.
 * @see org.apache.spark.storage.BlockManager
 */
export interface ExecutorBlocks {
  /**
   * A block that this slot's heap does not hold: of this executor, another slot, or another executor.
   * Undefined asks the task to compute it; where the block would be one for all slots, others wait until
   * it was kept or `gaveUp` was called.
   */
  find(id: BlockId, level: StorageLevel): Promise<FoundBlock | undefined>
  /** Takes memory for a shared block under way, driving out others; false takes nothing. */
  reserveShared(bytes: number, rddId: number): boolean
  releaseShared(bytes: number): void
  /** Hands over a block whose `sizeBytes` were reserved; its bytes are in shared memory. */
  keptInMemory(id: BlockId, runs: BlockRuns, about: KeptBlock): void
  /** A block is in its file. */
  keptOnDisk(id: BlockId, about: KeptBlock): void
  /** This slot's heap holds a block now. */
  keptInHeap(id: BlockId, about: KeptBlock): void
  /** This slot's heap holds it no more. */
  droppedFromHeap(id: BlockId): void
  /** The block that `find` asked for is not kept; `why` is for people. */
  gaveUp(id: BlockId, why?: string): void
  /** Copies a block that was kept to other executors; `runs` when only this slot has it. Never rejects. */
  replicate(id: BlockId, level: StorageLevel, runs: BlockRuns | undefined): Promise<void>
}

/** What the executor is told of a block. */
export interface KeptBlock {
  readonly level: StorageLevel
  readonly sizeBytes: number
}

/** An executor without memory, disk or neighbours to share: everything is computed. */
export const noExecutorBlocks: ExecutorBlocks = {
  find: () => Promise.resolve(undefined),
  reserveShared: () => false,
  releaseShared: () => {},
  keptInMemory: () => {},
  keptOnDisk: () => {},
  keptInHeap: () => {},
  droppedFromHeap: () => {},
  gaveUp: () => {},
  replicate: () => Promise.resolve(),
}
