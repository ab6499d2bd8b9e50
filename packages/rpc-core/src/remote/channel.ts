import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import { RpcConnectionLostError, RpcProtocolError, RpcRemoteError } from '../errors.js'
import { readUint32 } from '../wire/frame.js'
import { decodeMessage, TAG } from '../wire/message.js'
import type { AskCall } from './ask-call.js'
import type { Connection } from './connection.js'
import { PendingCalls } from './pending-calls.js'
import { TransportRequests } from './transport-requests.js'
import type { TransportResponder } from './transport-responder.js'

/** The one tag of our own: the sender's process ends, nobody need wait for it. */
export const GOODBYE_TAG = 64
const GOODBYE = Buffer.from([0, 0, 0, 0, 0, 0, 0, 9, GOODBYE_TAG])
const TWO_TO_32 = 0x1_0000_0000

/** Takes the messages between endpoints. */
export interface EnvelopeReceiver {
  oneWay(bytes: Buffer, at: number, end: number): void
  /** The id in two halves, to be given back as it came. */
  request(idHigh: number, idLow: number, bytes: Buffer, at: number, end: number): void
  /** An answer is awaited over this connection: it must be read, whatever inbox is full. */
  mustRead(): void
}

/** Who deals with what comes over a channel. */
export interface ChannelParts {
  /** Absent at the transport level, where RPC bytes go to the responder. */
  readonly receiver?: EnvelopeReceiver | undefined
  readonly responder: TransportResponder
  readonly logger: Logger
  onDrain?(): void
  /** It is over; `goodbye` when the other side said that it would be. */
  onClosed(error: Error | undefined, goodbye: boolean): void
}

/** One connection's conversation: every frame to the one who waits for it, and what is outstanding. */
export class Channel {
  readonly connection: Connection
  readonly pending = new PendingCalls()
  readonly requests: TransportRequests
  readonly #parts: ChannelParts
  #goodbye = false

  constructor(connection: Connection, parts: ChannelParts) {
    this.connection = connection
    this.#parts = parts
    this.requests = new TransportRequests(connection)
  }

  /** Begins to read frames. */
  open(): void {
    this.connection.open({
      onFrame: (bytes, start, end) => this.#onFrame(bytes, start, end),
      onDrain: () => this.#parts.onDrain?.(),
      onClosed: (error) => this.#onClosed(error),
      isWaiting: () => this.pending.size > 0 || this.requests.isWaiting,
    })
  }

  /** Says that this process ends, and ends this side. */
  sayGoodbye(): void {
    this.connection.writer.raw(GOODBYE)
    this.connection.end()
  }

  /** Writes a request, whose answer will be read. */
  request(call: AskCall, prefix: Uint8Array, kind: number, payload: Uint8Array): void {
    this.connection.writer.request(call.sentOver(this.pending), prefix, kind, payload)
    this.connection.written()
    this.#parts.receiver?.mustRead()
  }

  #onFrame(bytes: Buffer, start: number, end: number): void {
    const receiver = this.#parts.receiver
    const tag = bytes[start]
    if (receiver !== undefined) {
      if (tag === TAG.OneWayMessage && end - start >= 5) {
        receiver.oneWay(bytes, start + 5, end)
        return
      }
      if (tag === TAG.RpcRequest && end - start >= 13) {
        const high = readUint32(bytes, start + 1)
        receiver.request(high, readUint32(bytes, start + 5), bytes, start + 13, end)
        return
      }
      if (tag === GOODBYE_TAG && end - start === 1) {
        this.#goodbye = true
        return
      }
    }
    if (tag === TAG.RpcResponse && end - start >= 13) {
      this.#answered(bytes, start, start + 13, end)
      return
    }
    if (tag === TAG.MergedBlockMetaSuccess && end - start >= 13) {
      this.#answered(bytes, start, start + 9, end)
      return
    }
    this.#onOther(bytes, start, end)
  }

  #answered(bytes: Buffer, start: number, at: number, end: number): void {
    const id = readUint32(bytes, start + 1) * TWO_TO_32 + readUint32(bytes, start + 5)
    const call = this.pending.take(id)
    if (call !== undefined) call.settle(bytes, at, end)
    else this.#nobodyAsked(`request ${id}`)
  }

  #onOther(bytes: Buffer, start: number, end: number): void {
    const message = decodeMessage(bytes, start, end)
    if (message.type === 'RpcFailure') {
      const call = this.pending.take(Number(message.requestId))
      if (call !== undefined) call.fail(new RpcRemoteError(message.error))
      else this.#nobodyAsked(`request ${message.requestId}`)
      return
    }
    if (this.#parts.responder.request(message)) return
    if (!this.requests.answer(message)) this.#nobodyAsked(message.type)
  }

  #nobodyAsked(what: string): void {
    const facts = { peer: this.connection.remoteAddress.hostPort, what }
    this.#parts.logger.debug(facts, 'an answer came that nobody waits for')
  }

  #onClosed(error: Error | undefined): void {
    const peer = this.connection.remoteAddress.hostPort
    if (error instanceof RpcProtocolError) {
      this.#parts.logger.error({ peer, err: error }, 'closing a connection that sent a bad frame')
    }
    const lost = new RpcConnectionLostError(peer, error && errorFrom(error))
    this.pending.failAll(lost)
    this.requests.failAll(lost)
    this.#parts.onClosed(error, this.#goodbye)
  }
}
