import { errorFrom } from '@firesteel/errors'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { EndpointRef, Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { type BlockDirectory, parseBlockName, StorageLevel } from '@firesteel/storage'
import {
  BlockDirectoryProtocol,
  type BlockStorageProtocol,
  RemoveRdd,
} from '@firesteel/task-messages'

/**
 * The block directory as executors see it.
 * @see org.apache.spark.storage.BlockManagerMasterEndpoint
 */
export class BlockManagerMaster implements RpcEndpoint<typeof BlockDirectoryProtocol> {
  readonly protocol = BlockDirectoryProtocol
  readonly handlers: Handlers<typeof BlockDirectoryProtocol>
  /** Forgetting a dataset waits for executors that may ask us something meanwhile. */
  readonly concurrent = true
  readonly #directory: BlockDirectory
  readonly #logger: Logger
  readonly #storages = new Map<string, EndpointRef<typeof BlockStorageProtocol>>()

  constructor(directory: BlockDirectory, logger: Logger = silentLogger) {
    this.#directory = directory
    this.#logger = logger
    this.handlers = {
      RegisterBlockManager: ({ location, storage }) => {
        const { executorId, host, port, dirs = [] } = location
        directory.registerExecutor({ executorId, host, port, dirs })
        this.#storages.set(executorId, storage)
        return location
      },
      UpdateBlockInfo: ({ executorId, slot, blockId, size, stored }) =>
        directory.update(executorId, slot, parseBlockName(blockId), {
          level: stored ? StorageLevel.MEMORY_ONLY : StorageLevel.NONE,
          memoryBytes: size,
          diskBytes: 0,
        }),
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
    this.#storages.delete(executorId)
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
