import { EventEmitter } from 'node:events'
import { type Clock, SystemClock } from '@firesteel/clock'
import { type Logger, silentLogger } from '@firesteel/logging'
import { nanoid } from 'nanoid'
import { RpcAddress } from './address.js'
import { type ResolvedRpcOptions, resolveRpcOptions } from './conf.js'
import type { EndpointIdentity, EndpointRef } from './endpoint-ref.js'
import type { RpcEndpoint } from './endpoint.js'
import { RpcEndpointNotFoundError, RpcInsecureBindError } from './errors.js'
import { Dispatcher } from './local/dispatcher.js'
import type { AnyEndpoint } from './local/inbox.js'
import { CheckExistence, verifier, VERIFIER_NAME, type VerifierProtocol } from './local/verifier.js'
import { SerializerCodec } from './payload-codec.js'
import type { Protocol } from './protocol.js'
import { AskDeadlines } from './remote/ask-deadlines.js'
import { FileServer } from './remote/file-server.js'
import { Inbound } from './remote/inbound.js'
import { decodePayload } from './remote/payload-kind.js'
import { Peers } from './remote/peers.js'
import { References } from './remote/references.js'
import type { RoutedRef } from './remote/routed-ref.js'
import type { FetchedStream, RpcFileServer } from './remote/served-stream.js'
import { StreamClient } from './remote/stream-client.js'
import type { LookupOptions, RpcEnvEvents, RpcEnvOptions } from './rpc-env-options.js'
import { bind } from './transport/bind.js'
import { reachableHost } from './transport/reachable-host.js'
import { TcpTransport } from './transport/tcp.js'
import type { Listener, Transport } from './transport/transport.js'

/** How long endpoints and peers may take to end when the environment is shut down. */
const STOP_WITHIN_MS = 10_000
const CLOSE_WITHIN_MS = 1_000

/**
 * The messaging environment of a process: its endpoints, its connections, its files.
 * @see org.apache.spark.rpc.RpcEnv
 */
export class RpcEnv {
  readonly name: string
  /** Files and blocks that others may fetch from here. */
  readonly fileServer: RpcFileServer
  /** Connections as they come and go, for observing only. */
  readonly events: Pick<EventEmitter<RpcEnvEvents>, 'on' | 'once' | 'off'>
  readonly #events = new EventEmitter<RpcEnvEvents>()
  readonly #conf: ResolvedRpcOptions
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #dispatcher: Dispatcher
  readonly #references: References
  readonly #peers: Peers
  readonly #streams: StreamClient
  readonly #listener: Listener | null
  readonly #address: RpcAddress | null
  #shutdown: Promise<void> | null = null
  #terminated: () => void = () => {}
  readonly #termination = new Promise<void>((resolve) => {
    this.#terminated = resolve
  })

  /** Binds (unless in client mode) and resolves when others can connect. */
  static async create(options: RpcEnvOptions): Promise<RpcEnv> {
    const conf = resolveRpcOptions(options.conf)
    const transport =
      options.transport ?? new TcpTransport({ keepProcessAlive: options.keepProcessAlive })
    if (options.clientMode === true) return new RpcEnv(options, conf, transport, null, () => {})
    const host = options.host ?? '127.0.0.1'
    const secret = options.secret ?? options.conf?.secret
    if (secret === undefined && !isLoopback(host)) throw new RpcInsecureBindError(host)
    let env: RpcEnv | null = null
    const listener = await bind(transport, {
      service: options.name,
      host,
      port: options.port ?? 0,
      maxRetries: conf.portMaxRetries,
      tls: options.tls,
      onStream: (stream) => (env === null ? stream.destroy() : env.#peers.accept(stream)),
    })
    env = new RpcEnv(options, conf, transport, listener, () => {})
    return env
  }

  private constructor(
    options: RpcEnvOptions,
    conf: ResolvedRpcOptions,
    transport: Transport,
    listener: Listener | null,
    _private: () => void,
  ) {
    const ids = options.ids ?? nanoid
    this.name = options.name
    this.#conf = conf
    this.#clock = options.clock ?? new SystemClock({ keepAlive: options.keepProcessAlive })
    this.#logger = (options.logger ?? silentLogger).child({ rpc: options.name })
    const process = ids()
    this.#listener = listener
    this.#address =
      listener === null
        ? null
        : new RpcAddress(
            options.advertiseHost ?? reachableHost(listener.address.host),
            listener.address.port,
          )
    this.#dispatcher = new Dispatcher(this.#logger, this.#clock)
    const codec = new SerializerCodec((ref) => this.#references.toWire(ref))
    const deadlines = new AskDeadlines(this.#clock)
    this.#references = new References({
      process,
      address: this.#address,
      dispatcher: this.#dispatcher,
      codec,
      logger: this.#logger,
      peers: () => this.#peers,
      askMeans: {
        askTimeoutMs: conf.askTimeoutMs,
        askTimeoutSetting: conf.askTimeoutSetting,
        lane: (delayMs) => deadlines.lane(delayMs),
        decode: (bytes, at, end, link) =>
          decodePayload(codec, bytes, at, end, (ref) => this.#references.fromWire(ref, link)),
      },
    })
    const files = new FileServer(() => this.#address)
    this.fileServer = files
    this.events = this.#events
    this.#peers = new Peers({
      transport,
      local: {
        process,
        name: options.name,
        purpose: 'rpc',
        address: this.#address,
        codecs: [codec.name],
        secret: options.secret ?? options.conf?.secret,
      },
      conf,
      tls: options.tls,
      clock: this.#clock,
      logger: this.#logger,
      ids,
      rawHandler: options.rawHandler ?? {},
      openStream: files.open,
      receiver: (link, connection, isWaiting) =>
        new Inbound({
          connection,
          dispatcher: this.#dispatcher,
          codec,
          logger: this.#logger,
          maxInboxMessages: conf.maxInboxMessages,
          peerAddress: () => link.peer?.address ?? link.remoteAddress ?? connection.remoteAddress,
          refFrom: (ref) => this.#references.fromWire(ref, link),
          isWaiting,
        }),
      onConnected: (remote) => {
        this.#dispatcher.postToAll({ kind: 'connected', remote })
        this.#events.emit('connected', remote)
      },
      onDisconnected: (remote) => {
        this.#dispatcher.postToAll({ kind: 'disconnected', remote })
        this.#events.emit('disconnected', remote)
      },
      onNetworkError: (error, remote) => {
        this.#dispatcher.postToAll({ kind: 'network-error', error, remote })
        this.#events.emit('networkError', error, remote)
      },
    })
    this.#streams = new StreamClient(this.#peers, this.#clock)
    if (listener !== null) {
      this.setupEndpoint(
        VERIFIER_NAME,
        verifier((name) => this.#dispatcher.has(name)),
      )
    }
  }

  /** Where others reach this process; null in client mode. */
  get address(): RpcAddress | null {
    return this.#address
  }

  /** Registers an endpoint under a name that must be free; its onStart runs before any message. */
  setupEndpoint<P extends Protocol>(name: string, endpoint: RpcEndpoint<P>): EndpointRef<P> {
    const self = this.#references.own(name)
    this.#dispatcher.register(name, endpoint as unknown as AnyEndpoint, self)
    return typed<P>(self)
  }

  /** A reference to an endpoint that exists: rejects with `RPC_ENDPOINT_NOT_FOUND` when it does not. */
  async lookup<P extends Protocol>(
    address: RpcAddress,
    name: string,
    _protocol: P,
    options: LookupOptions = {},
  ): Promise<EndpointRef<P>> {
    const there = this.refFor<typeof VerifierProtocol>(address, VERIFIER_NAME)
    const exists = await there.ask(CheckExistence, name, {
      timeoutMs: options.timeoutMs ?? this.#conf.lookupTimeoutMs,
      timeoutSetting: this.#conf.lookupTimeoutSetting,
    })
    const ref = this.refFor<P>(address, name)
    if (!exists) throw new RpcEndpointNotFoundError(ref.uri)
    return ref
  }

  /** A reference to an endpoint that may exist. */
  refFor<P extends Protocol>(address: RpcAddress, name: string): EndpointRef<P> {
    return typed<P>(this.#references.at(address, name))
  }

  /** Unregisters an endpoint; what its inbox holds is still read, then onStop runs. */
  stop(ref: EndpointIdentity): void {
    if (this.#references.isLocal(ref as RoutedRef)) this.#dispatcher.stop(ref.name)
  }

  /** Stops every endpoint, says goodbye to every peer and closes; resolves when all is done. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#stopAll()
    return this.#shutdown
  }

  /** Resolves when the environment was shut down. */
  awaitTermination(): Promise<void> {
    return this.#termination
  }

  /** Shuts the environment down at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown()
  }

  /** Fetches what a peer's file server offers at `spark://host:port/path`. */
  openStream(uri: string): Promise<FetchedStream> {
    return this.#streams.open(uri)
  }

  /** All bytes of `openStream(uri)`. */
  fetchBytes(uri: string): Promise<Uint8Array> {
    return this.#streams.fetch(uri)
  }

  async #stopAll(): Promise<void> {
    const closing = this.#listener?.close()
    await new Promise<void>((resolve) => {
      const giveUp = this.#clock.after(STOP_WITHIN_MS, () => {
        const endpoints = this.#dispatcher.unfinished
        this.#logger.error({ endpoints }, 'endpoints did not stop in time; going on without them')
        resolve()
      })
      void this.#dispatcher.stopAll().then(() => {
        giveUp()
        resolve()
      })
    })
    this.#streams.stop()
    await this.#peers.stop(CLOSE_WITHIN_MS)
    await closing
    this.#terminated()
  }
}

const typed = <P extends Protocol>(ref: RoutedRef): EndpointRef<P> =>
  ref as EndpointIdentity as EndpointRef<P>

const isLoopback = (host: string): boolean =>
  host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || /^\[?::1\]?$/.test(host)
