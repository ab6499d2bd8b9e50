import { Readable } from 'node:stream'
import type { RpcEnv, ServedStream } from '@firesteel/rpc-core'
import { serveMapOutputFile, serveShuffleBlock } from '@firesteel/shuffle'
import { type BlockId, blockName, rddBlock } from '@firesteel/storage'
import type { BlockRuns, FoundBlock } from '@firesteel/task/runtime'
import { BLOCKS } from '@firesteel/task-messages'
import { isKey } from './blocks/block-key.js'
import { ForeignBlockError } from './errors.js'

/** What a {@link serveBlocks} serves. */
export interface ServedBlocks {
  readonly dirs: readonly string[]
  /** What others have to show for a persisted partition. */
  readonly key: string
  /** A persisted partition of this process, if it can be had now. */
  forOthers(id: BlockId): Promise<FoundBlock | undefined>
  /** A task's result that waits here to be fetched. */
  readResult(blockId: string): Uint8Array | undefined
}

const KEPT = /^([^/]*)\/?rdd_(\d+)_(\d+)$/

/** Lets the other executors of the application fetch this one's map outputs and cached partitions. */
export function serveBlocks(env: RpcEnv, blocks: ServedBlocks): void {
  env.fileServer.serve(BLOCKS, async (blockId) => {
    if (blockId.startsWith('shuffle_')) {
      const block = await serveShuffleBlock(blocks.dirs, blockId)
      return block ?? serveMapOutputFile(blocks.dirs, blockId)
    }
    const result = blocks.readResult(blockId)
    if (result !== undefined) return { byteCount: result.length, open: () => result }
    const kept = KEPT.exec(blockId)
    if (kept === null) return null
    const id = rddBlock(Number(kept[2]), Number(kept[3]))
    if (!isKey(kept[1] ?? '', blocks.key)) throw new ForeignBlockError(blockName(id))
    const block = await blocks.forOthers(id)
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
