import type { Logger } from '@firesteel/logging'
import type { EndpointRef } from '@firesteel/rpc-core'
import { type BlockId, type BlockStatus, blockName } from '@firesteel/storage'
import { isPersisted } from '@firesteel/storage-level'
import {
  type BlockDirectoryProtocol,
  type BlockLocation,
  type BlockStorageProtocol,
  RegisterBlockManager,
  UpdateBlockInfo,
} from '@firesteel/task-messages'

/** What {@link BlockReports} is made of. */
export interface BlockReportsOptions {
  readonly directory: EndpointRef<BlockDirectoryProtocol>
  readonly location: BlockLocation
  readonly maxMemory: number
  readonly storage: EndpointRef<BlockStorageProtocol>
  readonly logger: Logger
}

/** An executor's word about its blocks to the driver. */
export class BlockReports {
  readonly #options: BlockReportsOptions
  /** What was told and still holds, for a driver that has forgotten it. */
  readonly #told = new Map<string, UpdateBlockInfo>()

  constructor(options: BlockReportsOptions) {
    this.#options = options
  }

  /** Makes this executor known as a keeper of blocks, and tells all it has. */
  async register(): Promise<void> {
    const { directory, location, maxMemory, storage } = this.#options
    await directory.ask(RegisterBlockManager, { location, maxMemory, storage })
    for (const news of this.#told.values()) this.#tell(news)
  }

  /** Tells the driver how a block is kept now. */
  update(id: BlockId, slot: number | undefined, status: BlockStatus): void {
    const blockId = blockName(id)
    const key = `${blockId}@${slot ?? ''}`
    const news = { executorId: this.#options.location.executorId, slot, blockId, ...status }
    if (isPersisted(status.level)) this.#told.set(key, news)
    else this.#told.delete(key)
    this.#tell(news)
  }

  #tell(news: UpdateBlockInfo): void {
    const { directory, logger } = this.#options
    directory.ask(UpdateBlockInfo, news).catch((error: unknown) => {
      logger.debug({ err: error, blockId: news.blockId }, 'the driver was not told of a block')
    })
  }
}
