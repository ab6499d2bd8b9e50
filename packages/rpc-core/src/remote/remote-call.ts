import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { RpcAddress } from '../address.js'
import type { RpcCallContext } from '../endpoint.js'
import { type PayloadCodec, encodeFailure } from '../payload-codec.js'
import type { Connection } from './connection.js'
import { encodePayload, KIND } from './payload-kind.js'

/** Means to answer that all calls of a connection share. */
export interface ReplyPath {
  readonly connection: Connection
  readonly codec: PayloadCodec
  readonly logger: Logger
}

/** The answer to a question that came over a connection: one RpcResponse, the first that is given. */
export class RemoteCallContext implements RpcCallContext<unknown> {
  readonly senderAddress: RpcAddress
  readonly #path: ReplyPath
  readonly #idHigh: number
  readonly #idLow: number
  #answered = false

  constructor(path: ReplyPath, senderAddress: RpcAddress, idHigh: number, idLow: number) {
    this.#path = path
    this.senderAddress = senderAddress
    this.#idHigh = idHigh
    this.#idLow = idLow
  }

  reply(value: unknown): void {
    if (this.#answered) return
    try {
      encodePayload(this.#path.codec, value, this.#send)
    } catch (error) {
      this.fail(error)
    }
  }

  fail(error: unknown): void {
    if (this.#answered) return
    this.#send(KIND.failure, encodeFailure(errorFrom(error)))
  }

  readonly #send = (kind: number, payload: Uint8Array): void => {
    this.#answered = true
    const { connection } = this.#path
    // The asker knows already: its request failed when the connection did.
    if (!connection.isOpen) return
    connection.writer.response(this.#idHigh, this.#idLow, kind, payload)
    connection.written()
  }
}
