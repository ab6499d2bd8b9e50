import { type BlockManagerId, blockName, shuffleBlock } from '@firesteel/storage'
import type { MapOutput } from './map-status.js'

/** A block to be read. */
export interface PlannedBlock {
  readonly output: MapOutput
  readonly reduceId: number
  readonly blockId: string
}

/** Blocks to be fetched from one executor, in one go. */
export interface RemoteFetch {
  readonly location: BlockManagerId
  readonly blocks: readonly PlannedBlock[]
  readonly bytes: number
}

/** What a reducer reads: from files of this host at once, the rest from others. */
export interface FetchPlan {
  readonly local: readonly PlannedBlock[]
  readonly remote: readonly RemoteFetch[]
  readonly localBytes: number
  readonly remoteBytes: number
}

/** Who reads, and how. */
export interface FetchOptions {
  readonly host: string
  /** When given, only this executor's files are read: others on the host have disks of their own. */
  readonly ownExecutorId?: string | undefined
  readonly targetBytes?: number | undefined
  /** Blocks that one request asks for; all that fit unless said. */
  readonly maxBlocks?: number | undefined
}

/** Bytes asked of one executor at a time; Spark's `spark.reducer.maxSizeInFlight` (48 MiB) over 5. */
export const TARGET_REQUEST_BYTES = Math.floor((48 << 20) / 5)

/**
 * Which blocks to read from where. Empty ones are not read at all; those of executors on `host` that
 * name their directories are read from their files; the others are asked for by executor, in requests
 * of about `targetBytes`.
 * @see org.apache.spark.storage.ShuffleBlockFetcherIterator
 */
export function planFetches(
  shuffleId: number,
  reduceId: number,
  outputs: Iterable<MapOutput>,
  options: FetchOptions,
): FetchPlan {
  const { targetBytes = TARGET_REQUEST_BYTES, maxBlocks = Number.POSITIVE_INFINITY } = options
  const local: PlannedBlock[] = []
  const byExecutor = new Map<string, PlannedBlock[]>()
  let localBytes = 0
  let remoteBytes = 0
  for (const output of outputs) {
    if (output.size === 0) continue
    const blockId = blockName(shuffleBlock(shuffleId, output.mapId, reduceId))
    const block = { output, reduceId, blockId }
    const { location } = output
    if (isLocal(location, options)) {
      local.push(block)
      localBytes += output.size
      continue
    }
    remoteBytes += output.size
    const key = `${location.executorId}@${location.host}:${location.port}`
    const blocks = byExecutor.get(key)
    if (blocks === undefined) byExecutor.set(key, [block])
    else blocks.push(block)
  }
  const remote = [...byExecutor.values()].flatMap((blocks) =>
    inRequests(blocks, targetBytes, maxBlocks),
  )
  // Reducers begin with different executors, so that not all of them ask the same one first.
  remote.push(...remote.splice(0, reduceId % Math.max(1, remote.length)))
  return { local, remote, localBytes, remoteBytes }
}

function isLocal(location: BlockManagerId, { host, ownExecutorId }: FetchOptions): boolean {
  if (location.dirs === undefined || location.dirs.length === 0) return false
  return ownExecutorId === undefined
    ? location.host === host
    : location.executorId === ownExecutorId
}

function inRequests(
  blocks: readonly PlannedBlock[],
  targetBytes: number,
  maxBlocks: number,
): RemoteFetch[] {
  const requests: RemoteFetch[] = []
  let batch: PlannedBlock[] = []
  let bytes = 0
  const close = () => {
    const [first] = batch
    if (first !== undefined)
      requests.push({ location: first.output.location, blocks: batch, bytes })
    batch = []
    bytes = 0
  }
  for (const block of blocks) {
    batch.push(block)
    bytes += block.output.size
    if (bytes >= targetBytes || batch.length >= maxBlocks) close()
  }
  close()
  return requests
}
