import type { RpcAddress } from '../address.js'
import { errorFrom } from '@firesteel/errors'
import type { RpcCallContext } from '../endpoint.js'

/** The answer to a question of this very process: the value itself, no copy. */
export class LocalCallContext implements RpcCallContext<unknown> {
  readonly senderAddress: RpcAddress
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: Error) => void

  constructor(
    senderAddress: RpcAddress,
    resolve: (value: unknown) => void,
    reject: (error: Error) => void,
  ) {
    this.senderAddress = senderAddress
    this.#resolve = resolve
    this.#reject = reject
  }

  reply(value: unknown): void {
    this.#resolve(value)
  }

  fail(error: unknown): void {
    this.#reject(errorFrom(error))
  }
}
