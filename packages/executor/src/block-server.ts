import type { RpcEnv } from '@firesteel/rpc-core'
import { serveMapOutputFile, serveShuffleBlock } from '@firesteel/shuffle'
import { BLOCKS } from '@firesteel/task-messages'

/** What a {@link serveBlocks} serves. */
export interface ServedBlocks {
  readonly dirs: readonly string[]
  /** A cached partition of this process, if it can be had now. */
  readCached(rddId: number, partition: number): Promise<Uint8Array | undefined>
  /** A task's result that waits here to be fetched. */
  readResult(blockId: string): Uint8Array | undefined
}

const CACHED = /^rdd_(\d+)_(\d+)$/

/** Lets the other executors of the application fetch this one's map outputs and cached partitions. */
export function serveBlocks(env: RpcEnv, blocks: ServedBlocks): void {
  env.fileServer.serve(BLOCKS, async (blockId) => {
    if (blockId.startsWith('shuffle_')) {
      return serveShuffleBlock(blocks.dirs, blockId) ?? serveMapOutputFile(blocks.dirs, blockId)
    }
    const result = blocks.readResult(blockId)
    if (result !== undefined) return { byteCount: result.length, open: () => result }
    const cached = CACHED.exec(blockId)
    if (cached === null) return null
    const bytes = await blocks.readCached(Number(cached[1]), Number(cached[2]))
    return bytes === undefined ? null : { byteCount: bytes.length, open: () => bytes }
  })
}
