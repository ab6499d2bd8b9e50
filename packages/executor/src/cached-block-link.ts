import type { Logger } from '@firesteel/logging'
import type { EndpointRef, RpcEnv } from '@firesteel/rpc-core'
import {
  type BlockDirectoryProtocol,
  type BlockLocation,
  type BlockStorageProtocol,
  GetLocations,
  RegisterBlockManager,
  UpdateBlockInfo,
} from '@firesteel/task-messages'
import { fetchBlocks } from './block-client.js'
import type { PartitionUpdate } from './slot-pool.js'

/** What a {@link CachedBlockLink} is made of. */
export interface CachedBlockLinkOptions {
  readonly env: RpcEnv
  readonly directory: EndpointRef<BlockDirectoryProtocol>
  readonly location: BlockLocation
  readonly maxMemory: number
  readonly storage: EndpointRef<BlockStorageProtocol>
  readonly logger: Logger
}

/** An executor's word about its cached partitions to the driver, and its way to those of others. */
export class CachedBlockLink {
  readonly #options: CachedBlockLinkOptions
  /** What was told and still holds, for a driver that has forgotten it. */
  readonly #told = new Map<string, { readonly slot: number; readonly update: PartitionUpdate }>()

  constructor(options: CachedBlockLinkOptions) {
    this.#options = options
  }

  /** Makes this executor known as a keeper of blocks, and tells all it has. */
  async register(): Promise<void> {
    const { directory, location, maxMemory, storage } = this.#options
    await directory.ask(RegisterBlockManager, { location, maxMemory, storage })
    for (const { slot, update } of this.#told.values()) this.#tell(slot, update)
  }

  /** Tells the driver of a partition that a slot stored or dropped. */
  update(slot: number, update: PartitionUpdate): void {
    const key = `${blockIdOf(update)}@${slot}`
    if (update.stored) this.#told.set(key, { slot, update })
    else this.#told.delete(key)
    this.#tell(slot, update)
  }

  /** A cached partition of another executor; undefined when nobody can give it. */
  async fetch(rddId: number, partition: number): Promise<Uint8Array | undefined> {
    const { directory, env, location, logger } = this.#options
    const blockId = blockIdOf({ rddId, partition })
    try {
      const holders = await directory.ask(GetLocations, { blockId })
      for (const holder of holders) {
        if (holder.location.executorId === location.executorId || holder.location.port === 0)
          continue
        const [bytes] = await fetchBlocks(env, holder.location, [blockId])
        if (bytes !== undefined) return bytes
      }
    } catch (error) {
      // The partition is computed again: that is always possible.
      logger.debug({ err: error, blockId }, 'a cached partition could not be fetched')
    }
    return undefined
  }

  #tell(slot: number, update: PartitionUpdate): void {
    const { directory, location, logger } = this.#options
    const news = {
      executorId: location.executorId,
      slot,
      blockId: blockIdOf(update),
      size: update.sizeBytes,
      stored: update.stored,
    }
    directory.ask(UpdateBlockInfo, news).catch((error: unknown) => {
      logger.debug({ err: error, blockId: news.blockId }, 'the driver was not told of a block')
    })
  }
}

const blockIdOf = ({ rddId, partition }: { rddId: number; partition: number }): string =>
  `rdd_${rddId}_${partition}`
