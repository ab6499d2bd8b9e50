/** The state of a pool, in bytes, as one who asks for memory finds it. */
export interface PoolFacts {
  readonly pool: number
  /** What cached blocks keep when tasks need room. */
  readonly storageRegion: number
  readonly storageUsed: number
  readonly executionUsed: number
}

/** Bytes that nobody has. */
export const freeBytes = ({ pool, storageUsed, executionUsed }: PoolFacts): number =>
  Math.max(0, pool - storageUsed - executionUsed)

/** What a task asks for, and what it has. */
export interface ExecutionRequest {
  readonly wanted: number
  /** What the task holds already. */
  readonly mine: number
  /** Tasks that run now, this one included. */
  readonly active: number
  /** What its slot can still hold, whatever the pool has. */
  readonly slotFree: number
}

/**
 * What a task may have more: never beyond an even share of what the pool would be with cached blocks
 * driven back to their region. `reclaim` is what has to be evicted for it first.
 * @see org.apache.spark.memory.ExecutionMemoryPool
 */
export function planExecution(
  facts: PoolFacts,
  { wanted, mine, active, slotFree }: ExecutionRequest,
): { readonly grant: number; readonly reclaim: number } {
  const { pool, storageRegion, storageUsed } = facts
  const share = (pool - Math.min(storageUsed, storageRegion)) / Math.max(1, active)
  const allowed = Math.floor(Math.max(0, Math.min(wanted, share - mine, slotFree)))
  const free = freeBytes(facts)
  const reclaim = Math.min(Math.max(0, allowed - free), Math.max(0, storageUsed - storageRegion))
  return { grant: Math.min(allowed, free), reclaim }
}

/** Whether a block fits beside what there is: cached blocks never drive tasks out. */
export const fitsInStorage = (facts: PoolFacts, bytes: number, slotFree: number): boolean =>
  bytes <= freeBytes(facts) && bytes <= slotFree
