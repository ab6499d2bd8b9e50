import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { RpcAddress } from '../address.js'
import type { EndpointIdentity } from '../endpoint-ref.js'
import { RpcEndpointStoppedError, RpcUnknownMessageError } from '../errors.js'
import type { MessageContext, RpcCallContext } from '../endpoint.js'
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
  /** The same bytes, four at a time. */
  readonly view: DataView
  readonly endpoint: string
  readonly message: string
  readonly context: MessageContext
  /** Where such messages went last. */
  target: Target | null
}

interface Target {
  readonly inbox: Inbox
  readonly type: AnyMessageType
}

const KNOWN_PREFIXES = 8

/** Reads what comes over a connection and puts it into inboxes; what cannot be read harms only its sender. */
export class Inbound implements EnvelopeReceiver {
  readonly #options: InboundOptions
  readonly #replyPath: ReplyPath
  readonly #known: KnownPrefix[] = []
  #paused = false
  #viewed: Buffer | null = null
  #view: DataView = new DataView(new ArrayBuffer(0))

  constructor(options: InboundOptions) {
    this.#options = options
    this.#replyPath = options
  }

  mustRead(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#options.connection.resume()
  }

  oneWay(bytes: Buffer, at: number, end: number): void {
    let prefix: KnownPrefix | null = null
    try {
      prefix = this.#prefix(bytes, at, end)
      const { inbox, type } = this.#target(prefix, 'send')
      const payload = this.#payload(type, prefix, bytes, at, end)
      if (!inbox.postNow(type, payload, prefix.context as RpcCallContext<unknown>)) {
        throw new RpcEndpointStoppedError(inbox.name)
      }
      if (inbox.length > this.#options.maxInboxMessages) this.#holdBack(inbox)
    } catch (error) {
      const facts = { peer: this.#peerName, endpoint: prefix?.endpoint, message: prefix?.message }
      const said = { ...facts, why: errorFrom(error).message }
      // Who shuts down hears no more; that is no failure of anybody's.
      if (this.#options.dispatcher.isStopped)
        this.#options.logger.debug(said, 'a message was dropped')
      else this.#options.logger.error(said, 'a message was dropped')
    }
  }

  request(idHigh: number, idLow: number, bytes: Buffer, at: number, end: number): void {
    let context: RemoteCallContext | null = null
    try {
      const prefix = this.#prefix(bytes, at, end)
      const sender = prefix.context.senderAddress
      context = new RemoteCallContext(this.#replyPath, sender, idHigh, idLow)
      const { inbox, type } = this.#target(prefix, 'ask')
      const payload = this.#payload(type, prefix, bytes, at, end)
      if (!inbox.postNow(type, payload, context)) {
        throw new RpcEndpointStoppedError(inbox.name)
      }
      if (inbox.length > this.#options.maxInboxMessages) this.#holdBack(inbox)
    } catch (error) {
      context ??= new RemoteCallContext(this.#replyPath, this.#options.peerAddress(), idHigh, idLow)
      context.fail(error)
    }
  }

  /** Whom a message is for; throws what its sender should hear when there is no such endpoint or message. */
  #target(prefix: KnownPrefix, kind: AnyMessageType['kind']): Target {
    let { target } = prefix
    if (target === null || target.inbox.isStopping) {
      const inbox = this.#options.dispatcher.inbox(prefix.endpoint)
      const type = inbox.typeOf(prefix.message)
      if (type === undefined) throw this.#unknown(inbox, prefix)
      target = { inbox, type }
      prefix.target = target
    }
    if (target.type.kind !== kind) throw this.#unknown(target.inbox, prefix)
    return target
  }

  #unknown(inbox: Inbox, prefix: KnownPrefix): Error {
    return new RpcUnknownMessageError(inbox.name, prefix.message, inbox.accepted, this.#peerName)
  }

  #payload(
    type: AnyMessageType,
    prefix: KnownPrefix,
    bytes: Buffer,
    at: number,
    end: number,
  ): unknown {
    const { codec, refFrom } = this.#options
    const value = decodePayload(codec, bytes, at + prefix.bytes.length, end, refFrom)
    return checkPayload(prefix.message, 'message', type.schema, value)
  }

  /** Reads envelope and message name, or remembers them from the last time. */
  #prefix(bytes: Buffer, at: number, end: number): KnownPrefix {
    const view = this.#viewOf(bytes)
    const known = this.#known
    for (let index = 0; index < known.length; index++) {
      const candidate = known[index] as KnownPrefix
      if (startsWith(view, at, end, candidate.view)) return candidate
    }
    return this.#newPrefix(bytes, at, end)
  }

  #newPrefix(bytes: Buffer, at: number, end: number): KnownPrefix {
    const [envelope, nameAt] = decodeEnvelope(bytes, at, end)
    const [message, payloadAt] = decodeUtf(bytes, nameAt, end)
    const own = Buffer.from(bytes.subarray(at, payloadAt))
    const known: KnownPrefix = {
      bytes: own,
      view: new DataView(own.buffer, own.byteOffset, own.length),
      endpoint: envelope.endpoint,
      message,
      context: { senderAddress: envelope.sender ?? this.#options.peerAddress() },
      target: null,
    }
    this.#known.unshift(known)
    if (this.#known.length > KNOWN_PREFIXES) this.#known.pop()
    return known
  }

  /** One view serves all messages of one read. */
  #viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#viewed) {
      this.#viewed = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    return this.#view
  }

  /** Stops reading until the inbox is half empty: its senders wait, not our memory. */
  #holdBack(inbox: Inbox): void {
    if (this.#paused || this.#options.isWaiting()) return
    this.#paused = true
    const { connection, dispatcher, maxInboxMessages } = this.#options
    connection.pause()
    const look = (): void => {
      if (!this.#paused) return
      if (inbox.length > maxInboxMessages / 2) {
        dispatcher.whenLessCrowded(look)
        return
      }
      this.mustRead()
    }
    dispatcher.whenLessCrowded(look)
  }

  get #peerName(): string {
    return this.#options.peerAddress().hostPort
  }
}

/** Compares from the end: prefixes of one sender differ in the name of the message. */
function startsWith(bytes: DataView, at: number, end: number, prefix: DataView): boolean {
  let left = prefix.byteLength
  if (at + left > end) return false
  for (; left >= 4; left -= 4) {
    if (bytes.getInt32(at + left - 4) !== prefix.getInt32(left - 4)) return false
  }
  while (left-- > 0) {
    if (bytes.getUint8(at + left) !== prefix.getUint8(left)) return false
  }
  return true
}
