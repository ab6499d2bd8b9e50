import type { Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import type { EventEmitter } from 'node:events'
import type { RpcAddress } from './address.js'
import type { RpcOptions, TlsOptions } from './conf.js'
import type { EndpointIdentity, EndpointRef } from './endpoint-ref.js'
import type { RpcEndpoint } from './endpoint.js'
import type { Protocol } from './protocol.js'
import type { RawHandler } from './remote/raw-handler.js'
import type { FetchedStream, RpcFileServer } from './remote/served-stream.js'
import type { Transport } from './transport/transport.js'

/** What an environment is made of. */
export interface RpcEnvOptions {
  /** Who speaks, in log lines: `sparkMaster`, `sparkWorker`, `sparkDriver`, `sparkExecutor`. */
  readonly name: string
  readonly conf?: RpcOptions | undefined
  /** The address to bind; 127.0.0.1 unless said. Anything but loopback needs a secret. */
  readonly host?: string | undefined
  /** The host that references carry; the bound one unless said. */
  readonly advertiseHost?: string | undefined
  /** 0, any free port, unless said. */
  readonly port?: number | undefined
  /** Listens nowhere and is reached over the connections that it opens. */
  readonly clientMode?: boolean | undefined
  /** The shared secret; over `conf.secret`. */
  readonly secret?: string | undefined
  readonly tls?: TlsOptions | undefined
  readonly transport?: Transport | undefined
  /** Serves peers that speak Spark's plain frames; only where no secret is set. */
  readonly rawHandler?: RawHandler | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
  /** Makes identities; nanoid unless said. */
  readonly ids?: (() => string) | undefined
}

/** What can be observed of an environment's connections. */
export interface RpcEnvEvents {
  connected: [remote: RpcAddress]
  disconnected: [remote: RpcAddress]
  networkError: [error: Error, remote: RpcAddress]
}

/** How long a lookup may take. */
export interface LookupOptions {
  readonly timeoutMs?: number | undefined
}

/**
 * The messaging environment of a process: its endpoints, its connections, its files.
 * @see org.apache.spark.rpc.RpcEnv
 */
export declare class RpcEnv {
  private constructor()
  /** Binds (unless in client mode) and resolves when others can connect. */
  static create(options: RpcEnvOptions): Promise<RpcEnv>
  readonly name: string
  /** Where others reach this process; null in client mode. */
  readonly address: RpcAddress | null
  readonly fileServer: RpcFileServer
  readonly events: Pick<EventEmitter<RpcEnvEvents>, 'on' | 'once' | 'off'>
  /** Registers an endpoint under a name that must be free; its onStart runs before any message. */
  setupEndpoint<P extends Protocol>(name: string, endpoint: RpcEndpoint<P>): EndpointRef<P>
  /** A reference to an endpoint that exists: rejects with `RPC_ENDPOINT_NOT_FOUND` when it does not. */
  lookup<P extends Protocol>(
    address: RpcAddress,
    name: string,
    protocol: P,
    options?: LookupOptions,
  ): Promise<EndpointRef<P>>
  /** A reference to an endpoint that may exist. */
  refFor<P extends Protocol>(address: RpcAddress, name: string): EndpointRef<P>
  /** Unregisters an endpoint; what its inbox holds is still read, then onStop runs. */
  stop(ref: EndpointIdentity): void
  /** Stops every endpoint, says goodbye to every peer and closes; resolves when all is done. */
  shutdown(): Promise<void>
  /** Resolves when the environment was shut down. */
  awaitTermination(): Promise<void>
  /** Fetches what a peer's file server offers at `spark://host:port/path`. */
  openStream(uri: string): Promise<FetchedStream>
  /** All bytes of `openStream(uri)`. */
  fetchBytes(uri: string): Promise<Uint8Array>
}
