import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { RpcAddress } from '../address.js'
import type { EndpointIdentity } from '../endpoint-ref.js'
import { RpcEndpointStoppedError, RpcUnknownMessageError } from '../errors.js'
import type { MessageContext } from '../endpoint.js'
import { checkPayload } from '../local/check-payload.js'
import type { Dispatcher } from '../local/dispatcher.js'
import type { Inbox } from '../local/inbox.js'
import type { PayloadCodec, RefOnTheWire } from '../payload-codec.js'
import type { AnyMessageType } from '../protocol.js'
import { decodeEnvelope } from '../wire/envelope.js'
import { decodeUtf } from '../wire/modified-utf8.js'
import type { EnvelopeReceiver } from './channel.js'
import type { Connection } from './connection.js'
import { decodePayload } from './payload-kind.js'
import { RemoteCallContext, type ReplyPath } from './remote-call.js'

/** What is between a connection and the inboxes. */
export interface InboundOptions {
  readonly connection: Connection
  readonly dispatcher: Dispatcher
  readonly codec: PayloadCodec
  readonly logger: Logger
  readonly maxInboxMessages: number
  /** Who is at the other end, for messages that name no sender. */
  readonly peerAddress: () => RpcAddress
  readonly refFrom: (ref: RefOnTheWire) => EndpointIdentity
  /** Whether we wait for answers over this connection: then it must be read, come what may. */
  readonly isWaiting: () => boolean
}

/** The opening of a message's body that was seen before, and what it says. */
interface KnownPrefix {
  readonly bytes: Buffer
  readonly endpoint: string
  readonly message: string
  readonly context: MessageContext
}

const KNOWN_PREFIXES = 8

/** Reads what comes over a connection and puts it into inboxes; what cannot be read harms only its sender. */
export class Inbound implements EnvelopeReceiver {
  readonly #options: InboundOptions
  readonly #replyPath: ReplyPath
  readonly #known: KnownPrefix[] = []
  #paused = false

  constructor(options: InboundOptions) {
    this.#options = options
    this.#replyPath = options
  }

  oneWay(bytes: Buffer, at: number, end: number): void {
    const { dispatcher, logger } = this.#options
    let prefix: KnownPrefix | null = null
    try {
      prefix = this.#prefix(bytes, at, end)
      const inbox = dispatcher.inbox(prefix.endpoint)
      const payload = this.#payload(inbox, 'send', prefix, bytes, at, end)
      const { message: name, context } = prefix
      if (!inbox.post({ kind: 'send', name, payload, context })) {
        throw new RpcEndpointStoppedError(inbox.name)
      }
      if (inbox.length > this.#options.maxInboxMessages) this.#holdBack(inbox)
    } catch (error) {
      const facts = { peer: this.#peerName, endpoint: prefix?.endpoint, message: prefix?.message }
      logger.error({ ...facts, why: errorFrom(error).message }, 'a message was dropped')
    }
  }

  request(idHigh: number, idLow: number, bytes: Buffer, at: number, end: number): void {
    let context: RemoteCallContext | null = null
    try {
      const prefix = this.#prefix(bytes, at, end)
      const sender = prefix.context.senderAddress
      context = new RemoteCallContext(this.#replyPath, sender, idHigh, idLow)
      const inbox = this.#options.dispatcher.inbox(prefix.endpoint)
      const payload = this.#payload(inbox, 'ask', prefix, bytes, at, end)
      if (!inbox.post({ kind: 'ask', name: prefix.message, payload, context })) {
        throw new RpcEndpointStoppedError(inbox.name)
      }
      if (inbox.length > this.#options.maxInboxMessages) this.#holdBack(inbox)
    } catch (error) {
      context ??= new RemoteCallContext(this.#replyPath, this.#options.peerAddress(), idHigh, idLow)
      context.fail(error)
    }
  }

  #payload(
    inbox: Inbox,
    kind: AnyMessageType['kind'],
    prefix: KnownPrefix,
    bytes: Buffer,
    at: number,
    end: number,
  ): unknown {
    const type = inbox.typeOf(prefix.message)
    if (type?.kind !== kind) {
      throw new RpcUnknownMessageError(inbox.name, prefix.message, inbox.accepted, this.#peerName)
    }
    const { codec, refFrom } = this.#options
    const value = decodePayload(codec, bytes, at + prefix.bytes.length, end, refFrom)
    return checkPayload(prefix.message, 'message', type.schema, value)
  }

  /** Reads envelope and message name, or remembers them from the last time. */
  #prefix(bytes: Buffer, at: number, end: number): KnownPrefix {
    for (const known of this.#known) {
      if (startsWith(bytes, at, end, known.bytes)) return known
    }
    const [envelope, nameAt] = decodeEnvelope(bytes, at, end)
    const [message, payloadAt] = decodeUtf(bytes, nameAt, end)
    const known: KnownPrefix = {
      bytes: Buffer.from(bytes.subarray(at, payloadAt)),
      endpoint: envelope.endpoint,
      message,
      context: { senderAddress: envelope.sender ?? this.#options.peerAddress() },
    }
    this.#known.unshift(known)
    if (this.#known.length > KNOWN_PREFIXES) this.#known.pop()
    return known
  }

  /** Stops reading until the inbox is half empty: its senders wait, not our memory. */
  #holdBack(inbox: Inbox): void {
    if (this.#paused || this.#options.isWaiting()) return
    this.#paused = true
    const { connection, dispatcher, maxInboxMessages } = this.#options
    connection.pause()
    const look = (): void => {
      if (inbox.length > maxInboxMessages / 2) {
        dispatcher.whenLessCrowded(look)
        return
      }
      this.#paused = false
      connection.resume()
    }
    dispatcher.whenLessCrowded(look)
  }

  get #peerName(): string {
    return this.#options.peerAddress().hostPort
  }
}

/** Compares from the end: prefixes of one sender differ in the name of the message. */
function startsWith(bytes: Buffer, at: number, end: number, prefix: Buffer): boolean {
  const length = prefix.length
  if (at + length > end) return false
  for (let index = length - 1; index >= 0; index--) {
    if (bytes[at + index] !== prefix[index]) return false
  }
  return true
}
