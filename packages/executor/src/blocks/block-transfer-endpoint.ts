import type { Handlers, RpcEndpoint, RpcEnv } from '@firesteel/rpc-core'
import { BlockFileWriter, type DiskStore, blockName, parseBlockName } from '@firesteel/storage'
import { BlockTransferProtocol, type CopyBlock, blockUri } from '@firesteel/task-messages'
import { ForeignBlockError } from '../errors.js'
import { isKey } from './block-key.js'
import type { BlockManager } from './block-manager.js'
import { into } from './fetch-block.js'

/** What a {@link BlockTransferEndpoint} is made of. */
export interface BlockTransferOptions {
  readonly env: RpcEnv
  readonly blocks: BlockManager
  readonly disk: DiskStore
  /** What others have to show. */
  readonly key: string
}

/**
 * Takes copies of other executors' blocks: fetches them as they are and keeps them as bytes, in memory
 * where there is room that nobody uses, else in a file where the level has disk.
 * @see org.apache.spark.network.netty.NettyBlockRpcServer
 */
export class BlockTransferEndpoint implements RpcEndpoint<BlockTransferProtocol> {
  readonly protocol = BlockTransferProtocol
  readonly handlers: Handlers<BlockTransferProtocol>
  /** Blocks are long: others may be copied meanwhile. */
  readonly concurrent = true
  readonly #options: BlockTransferOptions

  constructor(options: BlockTransferOptions) {
    this.#options = options
    this.handlers = { CopyBlock: (offer) => this.#copy(offer) }
  }

  async #copy({ blockId, level, key, from }: CopyBlock): Promise<boolean> {
    const { blocks, disk, env } = this.#options
    if (!isKey(key, this.#options.key)) throw new ForeignBlockError(blockId)
    const id = parseBlockName(blockId)
    if (blocks.isLeaving) return false
    if (blocks.has(id)) return true
    const stream = await env.openStream(blockUri(from, blockName(id)))
    const sizeBytes = stream.byteCount
    if (level.useMemory && blocks.reserveCopy(sizeBytes)) {
      try {
        const bytes = new Uint8Array(new SharedArrayBuffer(sizeBytes))
        await into(stream, bytes)
        return blocks.keepCopy(id, { level, sizeBytes }, sizeBytes === 0 ? [] : [bytes])
      } catch (error) {
        blocks.releaseCopy(sizeBytes)
        throw error
      }
    }
    if (!level.useDisk) {
      for await (const _piece of stream.body) break
      return false
    }
    const writer = new BlockFileWriter(disk, id)
    try {
      for await (const piece of stream.body) writer.write(piece)
      if (writer.bytesWritten !== sizeBytes) return false
      writer.commit()
    } finally {
      writer.abort()
    }
    return blocks.keepCopy(id, { level, sizeBytes }, undefined)
  }
}
