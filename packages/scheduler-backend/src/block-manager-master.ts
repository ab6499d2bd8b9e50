import type { Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { ListenerBus } from '@firesteel/listener-bus'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import {
  type BlockDirectory,
  type BlockManagerId,
  type BlockStatus,
  blockName,
  parseBlockName,
} from '@firesteel/storage'
import { BlockDirectoryProtocol, type BlockLocation } from '@firesteel/task-messages'
import { type ExecutorStorage, remoteStorage } from './executor-storage.js'

/** What a block manager master is made of. */
export interface BlockManagerMasterOptions {
  readonly directory: BlockDirectory
  readonly clock: Clock
  readonly logger?: Logger | undefined
  /** Hears of blocks as they come and go. */
  readonly listenerBus?: Pick<ListenerBus, 'post'> | undefined
  /** Whether an executor is about to leave: nothing new is to be kept there. */
  readonly isLeaving?: ((executorId: string) => boolean) | undefined
  /** Whether blocks that lost a copy with their executor are copied again; true unless said. */
  readonly replicatesProactively?: boolean | undefined
}

/**
 * Which executor has which block, as executors tell and ask; and the driver's word to all of them.
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
  readonly #storages = new Map<string, ExecutorStorage>()

  constructor(options: BlockManagerMasterOptions) {
    const { directory } = options
    this.#options = options
    this.#directory = directory
    this.#logger = options.logger ?? silentLogger
    this.handlers = {
      RegisterBlockManager: ({ location, maxMemory, storage }) => {
        this.registered(location, maxMemory, remoteStorage(storage))
        return location
      },
      UpdateBlockInfo: ({ executorId, slot, blockId, level, memoryBytes, diskBytes }) =>
        this.updated(executorId, slot, blockId, { level, memoryBytes, diskBytes }),
      GetLocations: ({ blockId }) =>
        directory.copies(parseBlockName(blockId)).map(({ location, memoryBytes, diskBytes }) => ({
          location: locationOf(location),
          slot: location.slot,
          size: Math.max(memoryBytes, diskBytes),
          onDisk: diskBytes > 0,
        })),
      GetPeers: ({ executorId }) =>
        directory
          .executors()
          .filter((each) => each.executorId !== executorId && each.port > 0)
          .filter((each) => options.isLeaving?.(each.executorId) !== true)
          .map(locationOf),
      RemoveRdd: ({ rddId }) => this.removeRdd(rddId),
    }
  }

  /** An executor keeps blocks from now on; what one of its name had is forgotten. */
  registered(location: BlockLocation, maxMemory: number, storage: ExecutorStorage): void {
    const { executorId, host, port, dirs = [], key } = location
    this.#directory.registerExecutor({ executorId, host, port, dirs, key }, maxMemory)
    this.#storages.set(executorId, storage)
    const added = { type: 'blockManagerAdded', executorId, host, port, maxMemory } as const
    this.#options.listenerBus?.post({ ...added, time: this.#options.clock.now() })
  }

  /** An executor keeps a block otherwise than before; false when it has to register first. */
  updated(
    executorId: string,
    slot: number | undefined,
    blockId: string,
    status: BlockStatus,
  ): boolean {
    const isKnown = this.#directory.update(executorId, slot, parseBlockName(blockId), status)
    if (!isKnown) return false
    const update = { type: 'blockUpdated', executorId, slot, blockId, ...status } as const
    this.#options.listenerBus?.post({ ...update, time: this.#options.clock.now() })
    return true
  }

  /** The executor is gone and with it its blocks; those of which others have copies are copied again. */
  executorRemoved(executorId: string): void {
    this.#directory.removeExecutor(executorId)
    if (!this.#storages.delete(executorId)) return
    const { clock, listenerBus, replicatesProactively = true } = this.#options
    listenerBus?.post({ type: 'blockManagerRemoved', time: clock.now(), executorId })
    if (replicatesProactively) this.#replicateAgain()
  }

  /** Has an executor forget one block; whether it can, nobody waits to hear. */
  forgetBlock(executorId: string, blockId: string): void {
    this.#storages
      .get(executorId)
      ?.removeBlock(blockId)
      .catch((error: unknown) => {
        this.#logger.debug({ executorId, blockId, err: error }, 'a block was not removed')
      })
  }

  /** Has every executor forget a broadcast; resolves when all have answered. */
  async removeBroadcast(broadcastId: number): Promise<void> {
    await this.#askAll(`copies of broadcast ${broadcastId}`, (each) =>
      each.removeBroadcast(broadcastId),
    )
  }

  /** Has every executor forget a dataset; resolves with how many blocks there were. */
  async removeRdd(rddId: number): Promise<number> {
    // Not only those that are known to have some: a task may be keeping one just now.
    this.#directory.removeRdd(rddId)
    const { clock, listenerBus } = this.#options
    listenerBus?.post({ type: 'unpersistRdd', time: clock.now(), rddId })
    const counts = await this.#askAll(`blocks of RDD ${rddId}`, (each) => each.removeRdd(rddId))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** Has every executor delete the files of a shuffle; resolves when all have answered. */
  async removeShuffle(shuffleId: number): Promise<void> {
    await this.#askAll(`files of shuffle ${shuffleId}`, (each) => each.removeShuffle(shuffleId))
  }

  async #askAll<R>(what: string, ask: (storage: ExecutorStorage) => Promise<R>): Promise<R[]> {
    const answers = await Promise.all(
      [...this.#storages].map(async ([executorId, storage]) => {
        try {
          return [await ask(storage)]
        } catch (error) {
          // It is leaving, or gone: so is what it had.
          this.#logger.warn({ executorId, err: errorFrom(error) }, `${what} were not removed`)
          return []
        }
      }),
    )
    return answers.flat()
  }

  /** One holder of each block that has too few copies makes the others. */
  #replicateAgain(): void {
    for (const { id, copies } of this.#directory.underReplicated()) {
      // Bytes before rows: whoever has them can give them at any time.
      const [holder] = [...copies].sort(
        (a, b) => Number(a.level.deserialized) - Number(b.level.deserialized),
      )
      if (holder === undefined) continue
      const name = blockName(id)
      this.#storages
        .get(holder.location.executorId)
        ?.replicate(name, holder.level)
        .catch((error: unknown) => {
          this.#logger.warn(
            { blockId: name, err: errorFrom(error) },
            'a block was not copied again',
          )
        })
    }
  }
}

const locationOf = ({ executorId, host, port, dirs, key }: BlockManagerId): BlockLocation => ({
  executorId,
  host,
  port,
  dirs,
  ...(key === undefined ? {} : { key }),
})
