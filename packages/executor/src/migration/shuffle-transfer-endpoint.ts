import { open } from 'node:fs/promises'
import type { Handlers, RpcEndpoint, RpcEnv } from '@firesteel/rpc-core'
import { adoptMapOutput } from '@firesteel/shuffle'
import {
  type BlockLocation,
  ShuffleTransferProtocol,
  type TakeMapOutput,
  blockUri,
} from '@firesteel/task-messages'
import { isKey } from '../blocks/block-key.js'
import { ForeignBlockError, LeavingError } from '../errors.js'

/** What a {@link ShuffleTransferEndpoint} is made of. */
export interface ShuffleTransferOptions {
  readonly env: RpcEnv
  readonly dirs: readonly string[]
  /** What others have to show. */
  readonly key: string
  /** Whether this executor leaves itself. */
  readonly isLeaving: () => boolean
  /** Where readers find what is kept here. */
  readonly served: BlockLocation
  readonly unique: () => string
}

/**
 * Takes over map outputs of executors that leave: fetches their two files and keeps them as its own.
 * @see org.apache.spark.storage.BlockManager#putBlockDataAsStream
 */
export class ShuffleTransferEndpoint implements RpcEndpoint<ShuffleTransferProtocol> {
  readonly protocol = ShuffleTransferProtocol
  readonly handlers: Handlers<ShuffleTransferProtocol>
  /** Files are long: others may come meanwhile. */
  readonly concurrent = true
  readonly #options: ShuffleTransferOptions

  constructor(options: ShuffleTransferOptions) {
    this.#options = options
    this.handlers = { TakeMapOutput: (offer) => this.#take(offer) }
  }

  async #take({ shuffleId, mapId, from }: TakeMapOutput): Promise<BlockLocation> {
    const { dirs, isLeaving, key, served, unique } = this.#options
    const name = `shuffle_${shuffleId}_${mapId}_0`
    if (!isKey(from.key ?? '', key)) throw new ForeignBlockError(name)
    if (isLeaving()) throw new LeavingError(served.executorId)
    await adoptMapOutput(
      dirs,
      { shuffleId, mapId },
      {
        unique,
        fetch: async ({ data, index }) => {
          await this.#fetch(blockUri(from, `${name}.data`), data)
          await this.#fetch(blockUri(from, `${name}.index`), index)
        },
      },
    )
    return served
  }

  async #fetch(uri: string, path: string): Promise<void> {
    const { body } = await this.#options.env.openStream(uri)
    const file = await open(path, 'wx')
    try {
      for await (const piece of body) await file.writeFile(piece)
    } finally {
      await file.close()
    }
  }
}
