import type { RpcEnv, ServedStream } from '@firesteel/rpc-core'
import { type ShuffleSegment, findShuffleSegment } from '@firesteel/shuffle'
import { BLOCKS } from './block-client.js'

/** What a {@link serveBlocks} serves. */
export interface ServedBlocks {
  readonly dirs: readonly string[]
  /** A cached partition of this process, if it can be had now. */
  readCached(rddId: number, partition: number): Promise<Uint8Array | undefined>
}

const SHUFFLE = /^shuffle_(\d+)_(\d+)_(\d+)$/
const CACHED = /^rdd_(\d+)_(\d+)$/

/** Lets the other executors of the application fetch this one's map outputs and cached partitions. */
export function serveBlocks(env: RpcEnv, blocks: ServedBlocks): void {
  env.fileServer.serve(BLOCKS, async (blockId) => {
    const shuffle = SHUFFLE.exec(blockId)
    if (shuffle !== null) {
      const [shuffleId, mapId, reduceId] = shuffle.slice(1).map(Number) as [number, number, number]
      const segment = findShuffleSegment(blocks.dirs, shuffleId, mapId, reduceId)
      return segment === undefined ? null : streamOf(segment)
    }
    const cached = CACHED.exec(blockId)
    if (cached === null) return null
    const bytes = await blocks.readCached(Number(cached[1]), Number(cached[2]))
    return bytes === undefined ? null : { byteCount: bytes.length, open: () => bytes }
  })
}

const streamOf = (segment: ShuffleSegment): ServedStream => ({
  byteCount: segment.length,
  open: () => segment,
})
