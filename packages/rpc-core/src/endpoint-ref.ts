import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { RpcAddress } from './address.js'
import type { AskOf, PayloadOf, Protocol, ReplyOf, SendOf } from './protocol.js'

/** Marks references, whichever copy of this package made them. */
export const REF_BRAND: unique symbol = Symbol.for('firesteel.EndpointRef') as never

/** Only in types: keeps a reference to one protocol from passing for a reference to another. */
declare const protocolOf: unique symbol

/** How long an ask may wait, and which setting the error should name. */
export interface AskOptions {
  readonly timeoutMs?: number | undefined
  readonly timeoutSetting?: string | undefined
}

/** An ask that can be called off. */
export interface AbortableAsk<R> {
  readonly reply: Promise<R>
  /** Rejects `reply` with `error` and forgets the request; the receiver is not told. */
  abort(error: Error): void
}

/** Who an endpoint is, without what it accepts. */
export interface EndpointIdentity {
  /** Null for an endpoint of a process that listens nowhere. */
  readonly address: RpcAddress | null
  readonly name: string
  /** `spark://name@host:port` or `spark-client://name`. */
  readonly uri: string
}

/**
 * A handle of an endpoint, here or elsewhere, that may itself be sent in a message.
 *
 * Messages of one sender to one endpoint arrive in the order they were sent, at most once, as long as
 * the connection lasts. Two references are equal when they name the same endpoint of the same process.
 * @see org.apache.spark.rpc.RpcEndpointRef
 */
export interface EndpointRef<P extends Protocol> extends EndpointIdentity {
  readonly [REF_BRAND]: true
  readonly [protocolOf]?: P | undefined
  /** Sends a one-way message; never throws for reasons of the network, which are logged. */
  send<M extends SendOf<P>>(type: M, payload: PayloadOf<M>): void
  /** Asks, once, never retried; rejects when the handler throws, the time is over or the connection is lost. */
  ask<M extends AskOf<P>>(type: M, payload: PayloadOf<M>, options?: AskOptions): Promise<ReplyOf<M>>
  /** As `ask`, with a handle to call it off. */
  askAbortable<M extends AskOf<P>>(
    type: M,
    payload: PayloadOf<M>,
    options?: AskOptions,
  ): AbortableAsk<ReplyOf<M>>
  equals(other: EndpointIdentity | null | undefined): boolean
}

/** True for a reference; usable as `z.custom<EndpointRef<P>>(isEndpointRef)`. */
export const isEndpointRef = (value: unknown): value is EndpointRef<Protocol> =>
  typeof value === 'object' && value !== null && REF_BRAND in value

/** A schema for a field or payload that holds a reference to an endpoint with protocol `P`. */
export function endpointRef<P extends Protocol>(): StandardSchemaV1<
  EndpointRef<P>,
  EndpointRef<P>
> {
  return {
    '~standard': {
      version: 1,
      vendor: 'firesteel',
      validate: (value) =>
        isEndpointRef(value)
          ? { value: value as EndpointIdentity as EndpointRef<P> }
          : { issues: [{ message: 'expected an EndpointRef' }] },
    },
  }
}
