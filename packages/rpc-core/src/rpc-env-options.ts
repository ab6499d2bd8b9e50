import type { Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import type { RpcAddress } from './address.js'
import type { RpcOptions, TlsOptions } from './conf.js'
import type { RawHandler } from './remote/raw-handler.js'
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
  /** Whether open ports and connections keep the process alive; true unless said. Of TCP only. */
  readonly keepProcessAlive?: boolean | undefined
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
