import type { BlockId } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type { BlockRuns } from '@firesteel/task/runtime'

interface OfBlock {
  readonly id: BlockId
}

interface Kept extends OfBlock {
  readonly level: StorageLevel
  readonly sizeBytes: number
}

/** What a slot tells its executor of blocks, in the order in which it happens. */
export type BlockNews =
  /** Handed over, with the memory that was reserved for it. */
  | (Kept & { readonly kind: 'memory'; readonly runs: BlockRuns })
  /** In its file. */
  | (Kept & { readonly kind: 'disk' })
  /** In the slot's own heap. */
  | (Kept & { readonly kind: 'heap' })
  /** In the slot's own heap no more. */
  | (OfBlock & { readonly kind: 'dropped' })
  | (OfBlock & { readonly kind: 'gaveUp'; readonly why?: string | undefined })
  /** Reserved memory that is not needed. */
  | { readonly kind: 'released'; readonly bytes: number }

/** A shared block that has to leave memory: whoever asked for its room writes it to its file. */
export interface Victim {
  readonly id: BlockId
  readonly level: StorageLevel
  readonly runs: BlockRuns
}

/** The answer to a slot that waits for shared memory. */
export interface Reserved {
  /** What was granted, or freed. */
  readonly bytes: number
  readonly victims: readonly Victim[]
}
