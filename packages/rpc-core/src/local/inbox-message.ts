import type { RpcAddress } from '../address.js'
import type { MessageContext, RpcCallContext } from '../endpoint.js'

/**
 * Everything that an inbox accepts.
 * @see org.apache.spark.rpc.netty.InboxMessage
 */
export type InboxMessage =
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | {
      readonly kind: 'send'
      readonly name: string
      readonly payload: unknown
      readonly context: MessageContext
    }
  | {
      readonly kind: 'ask'
      readonly name: string
      readonly payload: unknown
      readonly context: RpcCallContext<unknown>
    }
  | { readonly kind: 'connected'; readonly remote: RpcAddress }
  | { readonly kind: 'disconnected'; readonly remote: RpcAddress }
  | { readonly kind: 'network-error'; readonly error: Error; readonly remote: RpcAddress }
