// For endpoint authors.
export { message, request } from './protocol.js'
export type {
  AnyMessageType,
  AskOf,
  MessageType,
  PayloadOf,
  Protocol,
  ReplyOf,
  RequestType,
  Schema,
  SendOf,
} from './protocol.js'
export { DEFERRED } from './endpoint.js'
export type {
  AskHandler,
  Handlers,
  MessageContext,
  RpcCallContext,
  RpcEndpoint,
  SendHandler,
} from './endpoint.js'
export { endpointRef, isEndpointRef } from './endpoint-ref.js'
export type { AbortableAsk, AskOptions, EndpointIdentity, EndpointRef } from './endpoint-ref.js'
export { RpcAddress, RpcEndpointAddress } from './address.js'
export { RpcEnv } from './rpc-env.js'
export type { LookupOptions, RpcEnvEvents, RpcEnvOptions } from './rpc-env-options.js'
export { rpcOptionsFrom } from './conf.js'
export type { RpcOptions, SettingsSource, TlsOptions } from './conf.js'
export type {
  FetchedStream,
  RpcFileServer,
  ServedBody,
  ServedStream,
  StreamOpener,
} from './remote/served-stream.js'
export {
  AskTimeoutError,
  RpcAuthenticationError,
  RpcBindError,
  RpcConnectError,
  RpcConnectionLostError,
  RpcEndpointNotFoundError,
  RpcEnvStoppedError,
  RpcInvalidMessageError,
  RpcUnknownMessageError,
} from './errors.js'

// For transport authors and for those who speak to Spark itself.
export type {
  ByteStream,
  ByteStreamEvents,
  ConnectOptions,
  Listener,
  ListenOptions,
  Transport,
} from './transport/transport.js'
export { MemoryTransport } from './transport/memory.js'
export type { MemoryTransportOptions } from './transport/memory.js'
export { SocketStream, TcpTransport } from './transport/tcp.js'
export { TransportClient } from './remote/transport-client.js'
export type { MergedBlockMeta, TransportClientOptions } from './remote/transport-client.js'
export type { RawCaller, RawHandler } from './remote/raw-handler.js'
