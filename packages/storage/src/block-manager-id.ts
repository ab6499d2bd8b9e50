/**
 * Where blocks are: an executor, and the slot of it that holds them deserialized. Plain data.
 * @see org.apache.spark.storage.BlockManagerId
 */
export interface BlockManagerId {
  readonly executorId: string
  readonly host: string
  /** Where the executor serves its blocks. */
  readonly port: number
  /** The task slot in whose heap the block lives; undefined when every slot can read it. */
  readonly slot?: number | undefined
  /** The directories of its block files, which an executor on the same host reads itself; none when it cannot. */
  readonly dirs?: readonly string[] | undefined
  /** What has to be shown there to get its blocks. */
  readonly key?: string | undefined
}

/** True for the same executor at the same address, whichever the slot. */
export const sameExecutor = (a: BlockManagerId, b: BlockManagerId): boolean =>
  a.executorId === b.executorId && a.host === b.host && a.port === b.port

/** `host:port`, the address to fetch from. */
export const blockAddress = (location: BlockManagerId): string =>
  `${location.host}:${location.port}`
