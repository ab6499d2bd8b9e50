/** One copy of a persisted partition. */
export interface CachedBlock {
  readonly host: string
  readonly executorId: string
  /** The slot whose heap holds it, when only that slot can read it as it is. */
  readonly slot?: number | undefined
}

/** Where persisted partitions are. */
export interface CachedBlocks {
  locations(rddId: number, partition: number): readonly CachedBlock[]
  removeExecutor(executorId: string): void
}
