import { Readable } from 'node:stream'
import type { RpcEnv, ServedStream } from '@firesteel/rpc-core'
import { serveMapOutputFile, serveShuffleBlock } from '@firesteel/shuffle'
import { type BlockId, rddBlock } from '@firesteel/storage'
import type { BlockRuns, FoundBlock } from '@firesteel/task/runtime'
import { BLOCKS } from '@firesteel/task-messages'
import { nameBehindKey } from './blocks/block-key.js'

/** What a {@link serveBlocks} serves. */
export interface ServedBlocks {
  readonly dirs: readonly string[]
  /** What others have to show. */
  readonly key: string
  /** A persisted partition of this process, if it can be had now. */
  forOthers(id: BlockId): Promise<FoundBlock | undefined>
  /** A task's result that waits here to be fetched. */
  readResult(blockId: string): Uint8Array | undefined
}

const KEPT = /^rdd_(\d+)_(\d+)$/

/**
 * Lets the driver and the other executors of the application fetch this one's map outputs, cached
 * partitions and results: `/blocks/<key>/<block>`.
 */
export function serveBlocks(env: RpcEnv, blocks: ServedBlocks): void {
  env.fileServer.serve(BLOCKS, async (path) => {
    const blockId = nameBehindKey(path, blocks.key)
    if (blockId.startsWith('shuffle_')) {
      const block = await serveShuffleBlock(blocks.dirs, blockId)
      return block ?? serveMapOutputFile(blocks.dirs, blockId)
    }
    const result = blocks.readResult(blockId)
    if (result !== undefined) return { byteCount: result.length, open: () => result }
    const kept = KEPT.exec(blockId)
    if (kept === null) return null
    const block = await blocks.forOthers(rddBlock(Number(kept[1]), Number(kept[2])))
    return block === undefined ? null : servedBlock(block)
  })
}

function servedBlock(block: FoundBlock): ServedStream {
  const { sizeBytes } = block
  if (block.kind === 'file') {
    return {
      byteCount: sizeBytes,
      open: () => ({ file: block.path, offset: 0, length: sizeBytes }),
    }
  }
  return { byteCount: sizeBytes, open: () => Readable.from(copies(block.runs)) }
}

/** Shared memory is copied run by run: sockets and ciphers take none. */
function* copies(runs: BlockRuns): Generator<Buffer, void> {
  for (const run of runs) yield Buffer.from(run)
}
