/** A block that might be evicted; of several, the first in the list goes first. */
export interface EvictionCandidate {
  readonly name: string
  readonly sizeBytes: number
  /** The dataset it belongs to: a block never evicts one of its own dataset, which would come back at once. */
  readonly rddId?: number | undefined
}

/**
 * The names to evict so that `neededBytes` become free; undefined when even all would not do.
 * @see org.apache.spark.storage.memory.MemoryStore#evictBlocksToFreeSpace
 */
export function planEviction(
  candidates: Iterable<EvictionCandidate>,
  neededBytes: number,
  forRddId?: number,
): string[] | undefined {
  const victims: string[] = []
  let freed = 0
  if (neededBytes <= 0) return victims
  for (const { name, sizeBytes, rddId } of candidates) {
    if (rddId !== undefined && rddId === forRddId) continue
    victims.push(name)
    freed += sizeBytes
    if (freed >= neededBytes) return victims
  }
  return undefined
}
