import type { RpcAddress } from './address.js'
import type { EndpointRef } from './endpoint-ref.js'
import type { MessageType, Protocol, RequestType } from './protocol.js'

/** Returned by the handler of a question that will be answered later, through its call context. */
export const DEFERRED: unique symbol = Symbol.for('firesteel.rpc.DEFERRED') as never

/** Who sent a message. */
export interface MessageContext {
  /** The address that the sender listens at, or that of its socket when it listens nowhere. */
  readonly senderAddress: RpcAddress
}

/**
 * The means to answer a question, once: what comes after the first answer is ignored.
 * @see org.apache.spark.rpc.RpcCallContext
 */
export interface RpcCallContext<R> extends MessageContext {
  reply(value: R): void
  fail(error: unknown): void
}

/** The handler of one question: its value, or the promise of it, is the answer. */
export type AskHandler<T, R> = (
  payload: T,
  call: RpcCallContext<R>,
) => R | typeof DEFERRED | Promise<R | typeof DEFERRED>

/** The handler of one one-way message. */
export type SendHandler<T> = (payload: T, from: MessageContext) => void | Promise<void>

/** A handler for every message of a protocol; a missing one does not compile. */
export type Handlers<P extends Protocol> = {
  readonly [K in keyof P]: P[K] extends RequestType<string, infer T, infer R>
    ? AskHandler<T, R>
    : P[K] extends MessageType<string, infer T>
      ? SendHandler<T>
      : never
}

/**
 * What sits behind a reference: onStart, then messages in any number, then onStop.
 *
 * One message at a time: while a handler's promise is pending nothing else of this endpoint runs, so a
 * handler must not await an answer that only this endpoint can give. `concurrent: true` lifts that.
 * @see org.apache.spark.rpc.RpcEndpoint
 * @see org.apache.spark.rpc.ThreadSafeRpcEndpoint
 */
export interface RpcEndpoint<P extends Protocol> {
  readonly protocol: P
  readonly handlers: Handlers<P>
  /** Whether a message may be handled while an earlier one is still awaited; false unless said. */
  readonly concurrent?: boolean | undefined
  /** Runs before any message. */
  onStart?(self: EndpointRef<P>): void | Promise<void>
  /** Runs after the last message. */
  onStop?(): void | Promise<void>
  /** A process can be reached; may be told twice of one process, by its socket and by where it listens. */
  onConnected?(remote: RpcAddress): void | Promise<void>
  /** A process said goodbye, or did not return within `spark.network.reconnectGrace`. */
  onDisconnected?(remote: RpcAddress): void | Promise<void>
  /** A connection failed; it may yet come back. */
  onNetworkError?(error: Error, remote: RpcAddress): void | Promise<void>
  /** A call-back or handler of this endpoint threw; when absent the error is logged. */
  onError?(error: Error): void | Promise<void>
}
