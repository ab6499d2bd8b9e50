import { type RpcAddress, RpcEndpointAddress } from '../address.js'
import {
  REF_BRAND,
  type AbortableAsk,
  type AskOptions,
  type EndpointIdentity,
  type EndpointRef,
} from '../endpoint-ref.js'
import type { AnyMessageType, AskOf, PayloadOf, Protocol, ReplyOf, SendOf } from '../protocol.js'
import type { PeerLink } from './peer-link.js'

/** Brings the messages of references where they belong. */
export interface Router {
  send(to: RoutedRef, type: AnyMessageType, payload: unknown): void
  ask(
    to: RoutedRef,
    type: AnyMessageType,
    payload: unknown,
    options: AskOptions,
  ): AbortableAsk<unknown>
}

/** What every reference really is: an address, a name, and the way there. */
export class RoutedRef implements EndpointRef<Protocol> {
  readonly [REF_BRAND] = true
  readonly address: RpcAddress | null
  readonly name: string
  readonly uri: string
  /** Identity of the process that has the endpoint, when it is known. */
  readonly process: string | null
  /** The link that the reference came by. */
  readonly link: PeerLink | null
  /** What opens the body of each message to this endpoint. */
  readonly prefixes = new Map<AnyMessageType, Uint8Array>()
  readonly #router: Router

  constructor(
    router: Router,
    address: RpcAddress | null,
    name: string,
    process: string | null,
    link: PeerLink | null,
  ) {
    this.#router = router
    this.address = address
    this.name = name
    this.process = process
    this.link = link
    this.uri = new RpcEndpointAddress(address, name).toString()
  }

  send<M extends SendOf<Protocol>>(type: M, payload: PayloadOf<M>): void {
    this.#router.send(this, type, payload)
  }

  ask<M extends AskOf<Protocol>>(
    type: M,
    payload: PayloadOf<M>,
    options: AskOptions = {},
  ): Promise<ReplyOf<M>> {
    return this.askAbortable(type, payload, options).reply
  }

  askAbortable<M extends AskOf<Protocol>>(
    type: M,
    payload: PayloadOf<M>,
    options: AskOptions = {},
  ): AbortableAsk<ReplyOf<M>> {
    return this.#router.ask(this, type, payload, options) as AbortableAsk<ReplyOf<M>>
  }

  equals(other: EndpointIdentity | null | undefined): boolean {
    if (other == null || other.name !== this.name) return false
    if (this.address !== null || other.address !== null) {
      return this.address?.hostPort === other.address?.hostPort
    }
    return this.process === (other as Partial<RoutedRef>).process
  }

  toString(): string {
    return this.uri
  }
}
