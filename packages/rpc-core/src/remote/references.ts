import type { Logger } from '@firesteel/logging'
import { RpcAddress } from '../address.js'
import type { AbortableAsk, AskOptions, EndpointIdentity } from '../endpoint-ref.js'
import { RpcEnvStoppedError, RpcProtocolError, RpcUnreachableError } from '../errors.js'
import { LocalCallContext } from '../local/call-context.js'
import type { Dispatcher } from '../local/dispatcher.js'
import type { PayloadCodec, RefOnTheWire } from '../payload-codec.js'
import type { AnyMessageType, RequestType } from '../protocol.js'
import { encodeEnvelope } from '../wire/envelope.js'
import { encodeUtf } from '../wire/modified-utf8.js'
import { AskCall, type AskMeans } from './ask-call.js'
import { encodePayload } from './payload-kind.js'
import type { PeerLink } from './peer-link.js'
import type { Peers } from './peers.js'
import { RoutedRef, type Router } from './routed-ref.js'

/** Where messages of a process that listens nowhere to itself come from. */
const NOWHERE = new RpcAddress('local', 0)

/** What the references of an environment rest on. */
export interface ReferencesOptions {
  /** Identity of this environment. */
  readonly process: string
  readonly address: RpcAddress | null
  readonly dispatcher: Dispatcher
  readonly codec: PayloadCodec
  readonly askMeans: AskMeans
  readonly logger: Logger
  readonly peers: () => Peers
}

/** Brings messages from references to endpoints: to an inbox here, or onto the link that leads there. */
export class References implements Router {
  readonly #options: ReferencesOptions

  constructor(options: ReferencesOptions) {
    this.#options = options
  }

  /** A reference to an endpoint of this environment. */
  own(name: string): RoutedRef {
    return new RoutedRef(this, this.#options.address, name, this.#options.process, null)
  }

  /** A reference to whatever listens at an address. */
  at(address: RpcAddress, name: string): RoutedRef {
    return new RoutedRef(this, address, name, null, null)
  }

  /** Whether the endpoint is one of this environment. */
  isLocal(ref: RoutedRef): boolean {
    if (ref.process !== null) return ref.process === this.#options.process
    return ref.address !== null && ref.address.equals(this.#options.address)
  }

  send(to: RoutedRef, type: AnyMessageType, payload: unknown): void {
    if (this.isLocal(to)) {
      const context = { senderAddress: this.#options.address ?? NOWHERE }
      this.#options.dispatcher.post(to.name, to.uri, {
        kind: 'send',
        name: type.name,
        payload,
        context,
      })
      return
    }
    encodePayload(this.#options.codec, payload, (kind, bytes) => {
      try {
        this.#linkTo(to).send(this.#prefix(to, type), kind, bytes)
      } catch (error) {
        const facts = { to: to.uri, message: type.name, why: (error as Error).message }
        if (error instanceof RpcEnvStoppedError)
          this.#options.logger.debug(facts, 'a message was dropped')
        else this.#options.logger.warn(facts, 'a message was dropped')
      }
    })
  }

  ask(
    to: RoutedRef,
    type: AnyMessageType,
    payload: unknown,
    how: AskOptions,
  ): AbortableAsk<unknown> {
    const call = new AskCall(
      this.#options.askMeans,
      to,
      type as RequestType<string, unknown, unknown>,
      how,
    )
    try {
      if (this.isLocal(to)) this.#askHere(to, type, payload, call)
      else {
        const link = this.#linkTo(to)
        call.link = link
        const prefix = this.#prefix(to, type)
        encodePayload(this.#options.codec, payload, (kind, bytes) =>
          link.ask(prefix, kind, bytes, call),
        )
      }
    } catch (error) {
      call.fail(error as Error)
    }
    return call
  }

  #askHere(to: RoutedRef, type: AnyMessageType, payload: unknown, call: AskCall): void {
    const context = new LocalCallContext(
      this.#options.address ?? NOWHERE,
      (value) => call.succeed(value),
      (error) => call.fail(error),
    )
    this.#options.dispatcher.post(to.name, to.uri, {
      kind: 'ask',
      name: type.name,
      payload,
      context,
    })
  }

  /** The way to an endpoint: the link its reference came by, one to its process, or its address. */
  #linkTo(to: RoutedRef): PeerLink {
    if (this.#options.peers().isStopped) throw new RpcEnvStoppedError()
    if (to.link !== null && !to.link.isOver) return to.link
    const other = to.process === null ? undefined : this.#options.peers().toProcess(to.process)
    if (other !== undefined) return other
    if (to.address === null) throw new RpcUnreachableError(to.uri)
    return this.#options.peers().to(to.address)
  }

  #prefix(to: RoutedRef, type: AnyMessageType): Uint8Array {
    const known = to.prefixes.get(type)
    if (known !== undefined) return known
    const envelope = encodeEnvelope({
      sender: this.#options.address,
      receiver: to.address,
      endpoint: to.name,
    })
    const prefix = Buffer.concat([envelope, encodeUtf(type.name)])
    to.prefixes.set(type, prefix)
    return prefix
  }

  /** A reference as plain data. */
  toWire(ref: EndpointIdentity): RefOnTheWire {
    const { address, name } = ref
    return { address: address?.hostPort ?? null, name, process: (ref as RoutedRef).process ?? null }
  }

  /** The reference that such data stand for, on the link that they came by. */
  fromWire(wire: RefOnTheWire, link: PeerLink | null): EndpointIdentity {
    const address = wire.address === null ? null : RpcAddress.fromHostPort(wire.address)
    const { name, process } = wire
    if (typeof name !== 'string') throw new RpcProtocolError('A reference without a name')
    const theirs = process !== null && process === link?.peer?.process
    return new RoutedRef(this, address, name, process, theirs ? link : null)
  }
}
