import { existsSync } from 'node:fs'
import type { Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import { type EndpointRef, RpcAddress } from '@firesteel/rpc-core'
import { type BlockId, blockName, blockPath } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import {
  BLOCK_TRANSFER_ENDPOINT,
  type BlockDirectoryProtocol,
  type BlockHolder,
  type BlockLocation,
  type BlockTransferProtocol,
  CopyBlock,
  GetLocations,
  GetPeers,
} from '@firesteel/task-messages'
import type { FoundBlock } from '@firesteel/task/runtime'
import { type FetchPlace, fetchBlock } from './fetch-block.js'
import type { Neighbours } from './neighbours.js'
import { shuffled } from './shuffled.js'

/** Failures after which the driver is asked anew who has a block. */
const FAILURES_BEFORE_REFRESH = 5

/** What {@link RemoteBlocks} is made of. */
export interface RemoteBlocksOptions extends FetchPlace {
  readonly directory: EndpointRef<BlockDirectoryProtocol>
  readonly location: BlockLocation
  readonly clock: Clock
  readonly logger: Logger
  readonly random: () => number
  /** How long it is believed who the other executors are. */
  readonly peersTtlMs: number
  /** Executors that may fail to take a copy before no other is tried. */
  readonly maxReplicationFailures: number
}

/** The blocks of the application's other executors, found through the driver. */
export class RemoteBlocks implements Neighbours {
  readonly #options: RemoteBlocksOptions
  #peers: { readonly at: number; readonly found: readonly BlockLocation[] } | undefined

  constructor(options: RemoteBlocksOptions) {
    this.#options = options
  }

  async fetch(id: BlockId): Promise<FoundBlock | undefined> {
    const name = blockName(id)
    try {
      let holders = await this.#holders(name)
      const most = holders.length
      for (let failures = 0; failures < most; ) {
        const holder = holders.shift()
        if (holder === undefined) return undefined
        const found = await this.#fetchFrom(holder, name)
        if (found !== undefined) return found
        failures++
        if (failures % FAILURES_BEFORE_REFRESH === 0) holders = await this.#holders(name)
      }
    } catch (error) {
      // The partition is computed again: that is always possible.
      this.#options.logger.debug({ err: error, blockId: name }, 'nobody knows who has a block')
    }
    return undefined
  }

  async replicate(id: BlockId, level: StorageLevel): Promise<void> {
    const name = blockName(id)
    const { logger, maxReplicationFailures } = this.#options
    let copies = 1
    try {
      const have = new Set((await this.#holders(name)).map(({ location }) => location.executorId))
      copies += have.size
      let failures = 0
      for (const peer of shuffled(await this.#findPeers(), this.#options.random)) {
        if (copies >= level.replication || failures > maxReplicationFailures) break
        if (have.has(peer.executorId)) continue
        if (await this.#offer(peer, name, level)) copies++
        else failures++
      }
    } catch (error) {
      logger.warn({ err: error, blockId: name }, 'a block could not be copied')
    }
    if (copies < level.replication) {
      logger.warn(
        `Block ${name} replicated to only ${copies - 1} peer(s) instead of ${level.replication - 1} peers`,
      )
    }
  }

  /** Who else has the block: those on this host first, the others in any order. */
  async #holders(name: string): Promise<BlockHolder[]> {
    const { directory, location, random } = this.#options
    const all = await directory.ask(GetLocations, { blockId: name })
    const others = shuffled(
      all.filter((each) => each.location.executorId !== location.executorId),
      random,
    )
    const isNear = (each: BlockHolder): boolean => each.location.host === location.host
    return [...others.filter(isNear), ...others.filter((each) => !isNear(each))]
  }

  async #fetchFrom(holder: BlockHolder, name: string): Promise<FoundBlock | undefined> {
    const { location, logger } = this.#options
    const { dirs = [], executorId, host, port } = holder.location
    if (holder.onDisk && host === location.host && dirs.length > 0) {
      const path = blockPath(dirs, name)
      if (existsSync(path)) return { kind: 'file', path, sizeBytes: holder.size }
    }
    if (port === 0) return undefined
    try {
      return await fetchBlock(this.#options, holder.location, name)
    } catch (error) {
      logger.debug({ err: error, blockId: name, executorId }, 'a block could not be fetched')
      return undefined
    }
  }

  async #findPeers(): Promise<readonly BlockLocation[]> {
    const { clock, directory, location, peersTtlMs } = this.#options
    const now = clock.now()
    if (
      this.#peers === undefined ||
      now - this.#peers.at > peersTtlMs ||
      this.#peers.found.length === 0
    ) {
      const { executorId } = location
      this.#peers = { at: now, found: await directory.ask(GetPeers, { executorId }) }
    }
    return this.#peers.found
  }

  async #offer(peer: BlockLocation, name: string, level: StorageLevel): Promise<boolean> {
    const { env, location, logger } = this.#options
    const address = new RpcAddress(peer.host, peer.port)
    const ref = env.refFor<BlockTransferProtocol>(address, BLOCK_TRANSFER_ENDPOINT)
    try {
      return await ref.ask(CopyBlock, { blockId: name, level, key: peer.key ?? '', from: location })
    } catch (error) {
      const { executorId } = peer
      // It may be gone: the next block asks who is there.
      this.#peers = undefined
      logger.warn({ err: error, blockId: name, executorId }, 'a copy of a block was not taken')
      return false
    }
  }
}
