import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import { type EndpointRef, RpcAddress, type RpcEnv } from '@firesteel/rpc-core'
import { type MapOutputName, listMapOutputs } from '@firesteel/shuffle'
import {
  type BlockLocation,
  type CoarseGrainedSchedulerProtocol,
  FindMigrationPeers,
  MapOutputMoved,
  SHUFFLE_TRANSFER_ENDPOINT,
  type ShuffleTransferProtocol,
  TakeMapOutput,
} from '@firesteel/task-messages'
import type { DecommissionSettings } from '../conf.js'

/** What a {@link ShuffleMigration} is made of. */
export interface ShuffleMigrationOptions {
  readonly settings: Pick<DecommissionSettings, 'maxFailuresPerBlock' | 'maxConcurrent'>
  readonly driver: EndpointRef<CoarseGrainedSchedulerProtocol>
  /** By which other executors are reached. */
  readonly env: RpcEnv
  /** Where this executor serves its files. */
  readonly location: BlockLocation
  readonly dirs: readonly string[]
  readonly random: () => number
  readonly logger: Logger
}

const nameOf = ({ shuffleId, mapId }: MapOutputName): string => `shuffle_${shuffleId}_${mapId}`

/**
 * Hands map outputs on to executors that stay, and tells the driver where they are then.
 * @see org.apache.spark.storage.BlockManagerDecommissioner
 */
export class ShuffleMigration {
  readonly #options: ShuffleMigrationOptions
  readonly #moved = new Set<string>()
  readonly #failures = new Map<string, number>()

  constructor(options: ShuffleMigrationOptions) {
    this.#options = options
  }

  /** How many outputs were handed on so far. */
  get moved(): number {
    return this.#moved.size
  }

  /** Hands on what is there; resolves with whether that was all, as far as it can be. */
  async run(): Promise<boolean> {
    const { driver, location, settings, logger } = this.#options
    const waiting = this.#remaining()
    if (waiting.length === 0) return true
    const peers = await driver.ask(FindMigrationPeers, { executorId: location.executorId })
    if (peers.length === 0) {
      logger.warn({ outputs: waiting.length }, 'no executor stays that could keep the map outputs')
      return true
    }
    const queue = waiting.values()
    const work = async (): Promise<void> => {
      for (const output of queue) await this.#handOn(output, peers)
    }
    await Promise.all(Array.from({ length: settings.maxConcurrent }, work))
    return this.#remaining().length === 0
  }

  #remaining(): MapOutputName[] {
    const { dirs, settings } = this.#options
    return listMapOutputs(dirs).filter((output) => {
      const name = nameOf(output)
      const failures = this.#failures.get(name) ?? 0
      return !this.#moved.has(name) && failures < settings.maxFailuresPerBlock
    })
  }

  async #handOn(output: MapOutputName, peers: readonly BlockLocation[]): Promise<void> {
    const { driver, env, location: from, logger, random } = this.#options
    const name = nameOf(output)
    const peer = peers[Math.floor(random() * peers.length)] as BlockLocation
    try {
      const address = new RpcAddress(peer.host, peer.port)
      const transfer = env.refFor<ShuffleTransferProtocol>(address, SHUFFLE_TRANSFER_ENDPOINT)
      const location = await transfer.ask(TakeMapOutput, { ...output, from })
      if (!(await driver.ask(MapOutputMoved, { ...output, location }))) {
        throw new Error('the driver knows of no such output')
      }
      this.#moved.add(name)
    } catch (error) {
      this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1)
      const facts = { output: name, peer: peer.executorId, err: errorFrom(error) }
      logger.warn(facts, 'a map output could not be handed on')
    }
  }
}
