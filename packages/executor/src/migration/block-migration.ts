import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import { type EndpointRef, RpcAddress, type RpcEnv } from '@firesteel/rpc-core'
import { type BlockId, blockName } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import {
  BLOCK_TRANSFER_ENDPOINT,
  type BlockDirectoryProtocol,
  type BlockLocation,
  type BlockTransferProtocol,
  type CoarseGrainedSchedulerProtocol,
  CopyBlock,
  FindMigrationPeers,
  GetLocations,
} from '@firesteel/task-messages'
import type { BlockManager } from '../blocks/block-manager.js'
import { shuffled } from '../blocks/shuffled.js'
import type { DecommissionSettings } from '../conf.js'

/** What a {@link BlockMigration} is made of. */
export interface BlockMigrationOptions {
  readonly settings: Pick<DecommissionSettings, 'maxFailuresPerBlock' | 'maxConcurrent'>
  readonly driver: EndpointRef<CoarseGrainedSchedulerProtocol>
  readonly directory: EndpointRef<BlockDirectoryProtocol>
  /** By which other executors are reached. */
  readonly env: RpcEnv
  /** Where this executor serves its blocks. */
  readonly location: BlockLocation
  readonly blocks: Pick<BlockManager, 'all' | 'lend'>
  readonly random: () => number
  readonly logger: Logger
}

interface Leaving {
  readonly id: BlockId
  readonly level: StorageLevel
}

/**
 * Hands persisted partitions on to executors that stay. A block counts as handed on when the driver knows
 * as many copies with those that stay as its level asks for: then nobody will compute it again.
 * @see org.apache.spark.storage.BlockManagerDecommissioner
 */
export class BlockMigration {
  readonly #options: BlockMigrationOptions
  readonly #moved = new Set<string>()
  readonly #failures = new Map<string, number>()

  constructor(options: BlockMigrationOptions) {
    this.#options = options
  }

  /** Hands on what is there; resolves with whether that was all, as far as it can be. */
  async run(isIdle: boolean): Promise<boolean> {
    const { driver, location, settings, logger } = this.#options
    const waiting = this.#remaining()
    if (waiting.length === 0) return true
    const peers = await driver.ask(FindMigrationPeers, { executorId: location.executorId })
    if (peers.length === 0) {
      logger.warn({ blocks: waiting.length }, 'no executor stays that could keep the blocks')
      return true
    }
    const queue = waiting.values()
    const work = async (): Promise<void> => {
      for (const block of queue) await this.#handOn(block, peers, isIdle)
    }
    await Promise.all(Array.from({ length: settings.maxConcurrent }, work))
    return this.#remaining().length === 0
  }

  #remaining(): Leaving[] {
    const { blocks, settings } = this.#options
    return blocks.all().filter(({ id }) => {
      const name = blockName(id)
      const failures = this.#failures.get(name) ?? 0
      return id.kind === 'rdd' && !this.#moved.has(name) && failures < settings.maxFailuresPerBlock
    })
  }

  async #handOn(block: Leaving, peers: readonly BlockLocation[], isIdle: boolean): Promise<void> {
    const { logger, random } = this.#options
    const name = blockName(block.id)
    try {
      const wanted = Math.min(block.level.replication, peers.length)
      const before = await this.#keepers(name, peers)
      const others = shuffled(peers, random).filter(({ executorId }) => !before.has(executorId))
      for (const peer of others.slice(0, Math.max(0, wanted - before.size))) {
        await this.#offer(block, peer, isIdle)
      }
      const { size } = await this.#keepers(name, peers)
      if (size >= wanted) this.#moved.add(name)
    } catch (error) {
      this.#failed(name)
      logger.warn({ blockId: name, err: errorFrom(error) }, 'a block could not be handed on')
    }
  }

  /** Which of `peers` have the block, as the driver knows. */
  async #keepers(name: string, peers: readonly BlockLocation[]): Promise<ReadonlySet<string>> {
    const holders = await this.#options.directory.ask(GetLocations, { blockId: name })
    const holding = new Set(holders.map(({ location }) => location.executorId))
    return new Set(peers.flatMap(({ executorId: id }) => (holding.has(id) ? [id] : [])))
  }

  async #offer({ id, level }: Leaving, peer: BlockLocation, isIdle: boolean): Promise<void> {
    const { blocks, env, location: from, logger } = this.#options
    const blockId = blockName(id)
    const address = new RpcAddress(peer.host, peer.port)
    const transfer = env.refFor<BlockTransferProtocol>(address, BLOCK_TRANSFER_ENDPOINT)
    const kept = await blocks.lend(id, () =>
      transfer.ask(CopyBlock, { blockId, level, key: peer.key ?? '', from }),
    )
    // Rows in the heap of a slot that works cannot be read now: they can when its task is over.
    if (kept === true || (kept === undefined && !isIdle)) return
    this.#failed(blockId)
    logger.warn(
      { blockId, peer: peer.executorId },
      'a block was not taken: there is no room for it',
    )
  }

  #failed(name: string): void {
    this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1)
  }
}
