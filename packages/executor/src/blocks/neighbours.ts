import type { BlockId } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type { FoundBlock } from '@firesteel/task/runtime'

/** The other executors of the application, as far as blocks go. */
export interface Neighbours {
  /** A block that another executor has; undefined when none can give it. Never rejects. */
  fetch(id: BlockId): Promise<FoundBlock | undefined>
  /** Has others fetch copies of a block from here until there are as many as its level asks for. Never rejects. */
  replicate(id: BlockId, level: StorageLevel): Promise<void>
}

/** Nobody: local mode. */
export const noNeighbours: Neighbours = {
  fetch: () => Promise.resolve(undefined),
  replicate: () => Promise.resolve(),
}
