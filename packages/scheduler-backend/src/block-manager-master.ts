import type { Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { ListenerBus } from '@firesteel/listener-bus'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { EndpointRef, Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { type BlockDirectory, parseBlockName } from '@firesteel/storage'
import { StorageLevel } from '@firesteel/storage-level'
import {
  BlockDirectoryProtocol,
  type BlockStorageProtocol,
  RemoveBlock,
  RemoveBroadcast,
  RemoveRdd,
  RemoveShuffle,
} from '@firesteel/task-messages'

/** What a block manager master is made of. */
export interface BlockManagerMasterOptions {
  readonly directory: BlockDirectory
  readonly clock: Clock
  readonly logger?: Logger | undefined
  /** Hears of blocks as they come and go. */
  readonly listenerBus?: Pick<ListenerBus, 'post'> | undefined
}

/**
 * The block directory as executors see it.
 * @see org.apache.spark.storage.BlockManagerMasterEndpoint
 */
export class BlockManagerMaster implements RpcEndpoint<typeof BlockDirectoryProtocol> {
  readonly protocol = BlockDirectoryProtocol
  readonly handlers: Handlers<typeof BlockDirectoryProtocol>
  /** Forgetting a dataset waits for executors that may ask us something meanwhile. */
  readonly concurrent = true
  readonly #options: BlockManagerMasterOptions
  readonly #directory: BlockDirectory
  readonly #logger: Logger
  readonly #storages = new Map<string, EndpointRef<typeof BlockStorageProtocol>>()

  constructor(options: BlockManagerMasterOptions) {
    const { directory, clock, listenerBus } = options
    this.#options = options
    this.#directory = directory
    this.#logger = options.logger ?? silentLogger
    this.handlers = {
      RegisterBlockManager: ({ location, storage }) => {
        const { executorId, host, port, dirs = [] } = location
        directory.registerExecutor({ executorId, host, port, dirs })
        this.#storages.set(executorId, storage)
        listenerBus?.post({ type: 'blockManagerAdded', time: clock.now(), executorId, host })
        return location
      },
      UpdateBlockInfo: ({ executorId, slot, blockId, size, stored }) => {
        const isKnown = directory.update(executorId, slot, parseBlockName(blockId), {
          level: stored ? StorageLevel.MEMORY_ONLY : StorageLevel.NONE,
          memoryBytes: size,
          diskBytes: 0,
        })
        const block = { executorId, slot, blockId, sizeBytes: size, stored }
        if (isKnown) listenerBus?.post({ type: 'blockUpdated', time: clock.now(), ...block })
        return isKnown
      },
      GetLocations: ({ blockId }) =>
        directory
          .copies(parseBlockName(blockId))
          .map(({ location: { executorId, host, port, dirs, slot }, memoryBytes, diskBytes }) => ({
            location: { executorId, host, port, dirs },
            slot,
            size: memoryBytes + diskBytes,
          })),
      RemoveRdd: ({ rddId }) => this.removeRdd(rddId),
    }
  }

  /** The executor is gone; its blocks are forgotten by whoever owns the directory. */
  executorRemoved(executorId: string): void {
    if (!this.#storages.delete(executorId)) return
    const { clock, listenerBus } = this.#options
    listenerBus?.post({ type: 'blockManagerRemoved', time: clock.now(), executorId })
  }

  /** Has an executor forget one block; whether it can, nobody waits to hear. */
  forgetBlock(executorId: string, blockId: string): void {
    this.#storages
      .get(executorId)
      ?.ask(RemoveBlock, { blockId })
      .catch((error: unknown) => {
        this.#logger.debug({ executorId, blockId, err: error }, 'a block was not removed')
      })
  }

  /** Has every executor forget a broadcast. */
  async removeBroadcast(broadcastId: number): Promise<void> {
    await this.#tellAll((storage) => storage.ask(RemoveBroadcast, { broadcastId }), { broadcastId })
  }

  /** Has every executor delete what map tasks of a shuffle have written there. */
  async removeShuffle(shuffleId: number): Promise<void> {
    await this.#tellAll((storage) => storage.ask(RemoveShuffle, { shuffleId }), { shuffleId })
  }

  async #tellAll(
    ask: (storage: EndpointRef<typeof BlockStorageProtocol>) => Promise<unknown>,
    facts: object,
  ): Promise<void> {
    await Promise.all(
      [...this.#storages].map(async ([executorId, storage]) => {
        try {
          await ask(storage)
        } catch (error) {
          // It is leaving, or gone: so is what it had.
          const about = { executorId, ...facts, err: errorFrom(error) }
          this.#logger.info(about, 'an executor was not told to forget')
        }
      }),
    )
  }

  /** Has every executor forget a dataset; resolves with how many blocks there were. */
  async removeRdd(rddId: number): Promise<number> {
    const holders = new Set(this.#directory.removeRdd(rddId).map(({ executorId }) => executorId))
    const counts = await Promise.all(
      [...holders].map(async (executorId) => {
        try {
          return (await this.#storages.get(executorId)?.ask(RemoveRdd, { rddId })) ?? 0
        } catch (error) {
          // It is leaving, or gone: so are its blocks.
          this.#logger.warn({ executorId, rddId, err: errorFrom(error) }, 'blocks were not removed')
          return 0
        }
      }),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }
}
