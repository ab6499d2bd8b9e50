import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import { RpcAddress, type RpcEnv } from '@firesteel/rpc-core'
import {
  RemoveApplicationShuffle,
  SHUFFLE_SERVICE_ENDPOINT,
  type ShuffleServiceProtocol,
} from '@firesteel/task-messages'

/** What {@link ShuffleServices} are reached with. */
export interface ShuffleServicesParts {
  readonly env: RpcEnv
  readonly logger: Logger
  readonly appId: () => string
  /** The application's, which proves that it asks for itself. */
  readonly token: string
}

/** The shuffle services of the workers, as the driver of one application speaks to them. */
export class ShuffleServices {
  readonly #parts: ShuffleServicesParts

  constructor(parts: ShuffleServicesParts) {
    this.#parts = parts
  }

  /**
   * Has the services at `places` delete what was written of a shuffle: no executor need be left there that
   * would. Resolves when all have answered or cannot be reached.
   */
  async removeShuffle(
    shuffleId: number,
    places: readonly { readonly host: string; readonly port: number }[],
  ): Promise<void> {
    const { appId, env, logger, token } = this.#parts
    const remove = async (host: string, port: number): Promise<void> => {
      const address = new RpcAddress(host, port)
      const service = env.refFor<ShuffleServiceProtocol>(address, SHUFFLE_SERVICE_ENDPOINT)
      try {
        await service.ask(RemoveApplicationShuffle, { appId: appId(), token, shuffleId })
      } catch (error) {
        // Its worker is gone: what it kept goes with the application at the latest.
        const facts = { shuffleId, service: address.hostPort, err: errorFrom(error) }
        logger.warn(facts, 'a shuffle service did not delete the outputs of a shuffle')
      }
    }
    await Promise.all(places.map(({ host, port }) => remove(host, port)))
  }
}
