import { EventEmitter } from 'node:events'
import { type Clock, SystemClock } from '@firesteel/clock'
import { type Logger, silentLogger } from '@firesteel/logging'
import { nanoid } from 'nanoid'
import { RpcAddress } from './address.js'
import {
  type ResolvedRpcOptions,
  resolveRpcOptions,
  type RpcOptions,
  type TlsOptions,
} from './conf.js'
import type { AbortableAsk, AskOptions, EndpointIdentity, EndpointRef } from './endpoint-ref.js'
import type { RpcEndpoint } from './endpoint.js'
import {
  RpcEndpointNotFoundError,
  RpcEnvStoppedError,
  RpcInsecureBindError,
  RpcUnreachableError,
} from './errors.js'
import { LocalCallContext } from './local/call-context.js'
import { Dispatcher } from './local/dispatcher.js'
import type { AnyEndpoint } from './local/inbox.js'
import { CheckExistence, verifier, VERIFIER_NAME, type VerifierProtocol } from './local/verifier.js'
import { SerializerCodec, type PayloadCodec, type RefOnTheWire } from './payload-codec.js'
import type { AnyMessageType, Protocol, RequestType } from './protocol.js'
import { AskCall, type AskMeans } from './remote/ask-call.js'
import { AskDeadlines } from './remote/ask-deadlines.js'
import { FileServer } from './remote/file-server.js'
import { Inbound } from './remote/inbound.js'
import { decodePayload, encodePayload } from './remote/payload-kind.js'
import type { PeerLink } from './remote/peer-link.js'
import { Peers } from './remote/peers.js'
import type { RawHandler } from './remote/raw-handler.js'
import { RoutedRef, type Router } from './remote/routed-ref.js'
import type { FetchedStream, RpcFileServer } from './remote/served-stream.js'
import { StreamClient } from './remote/stream-client.js'
import { reachableHost } from './transport/reachable-host.js'
import { bind } from './transport/bind.js'
import { TcpTransport } from './transport/tcp.js'
import type { Listener, Transport } from './transport/transport.js'
import { encodeEnvelope } from './wire/envelope.js'
import { encodeUtf } from './wire/modified-utf8.js'

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

/** How long endpoints and peers may take to end when the environment is shut down. */
const STOP_WITHIN_MS = 10_000
const CLOSE_WITHIN_MS = 1_000
/** Where messages of a process that listens nowhere to itself come from. */
const NOWHERE = new RpcAddress('local', 0)

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
  readonly #process: string
  readonly #dispatcher: Dispatcher
  readonly #codec: PayloadCodec
  readonly #router: Router
  readonly #peers: Peers
  readonly #streams: StreamClient
  readonly #askMeans: AskMeans
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
    this.#clock = options.clock ?? new SystemClock()
    this.#logger = (options.logger ?? silentLogger).child({ rpc: options.name })
    this.#process = ids()
    this.#listener = listener
    this.#address =
      listener === null
        ? null
        : new RpcAddress(
            options.advertiseHost ?? reachableHost(listener.address.host),
            listener.address.port,
          )
    this.#dispatcher = new Dispatcher(this.#logger, this.#clock)
    this.#codec = new SerializerCodec((ref) => this.#refToWire(ref))
    this.#router = {
      send: (to, type, payload) => this.#send(to, type, payload),
      ask: (to, type, payload, how) => this.#ask(to, type, payload, how),
    }
    const deadlines = new AskDeadlines(this.#clock)
    this.#askMeans = {
      askTimeoutMs: conf.askTimeoutMs,
      askTimeoutSetting: conf.askTimeoutSetting,
      lane: (delayMs) => deadlines.lane(delayMs),
      decode: (bytes, at, end, link) =>
        decodePayload(this.#codec, bytes, at, end, (ref) => this.#refFrom(ref, link)),
    }
    const files = new FileServer(() => this.#address)
    this.fileServer = files
    this.events = this.#events
    this.#peers = new Peers({
      transport,
      local: {
        process: this.#process,
        name: options.name,
        purpose: 'rpc',
        address: this.#address,
        codecs: [this.#codec.name],
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
          codec: this.#codec,
          logger: this.#logger,
          maxInboxMessages: conf.maxInboxMessages,
          peerAddress: () => link.peer?.address ?? link.remoteAddress ?? connection.remoteAddress,
          refFrom: (ref) => this.#refFrom(ref, link),
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
    const self = new RoutedRef(this.#router, this.#address, name, this.#process, null)
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
    return typed<P>(new RoutedRef(this.#router, address, name, null, null))
  }

  /** Unregisters an endpoint; what its inbox holds is still read, then onStop runs. */
  stop(ref: EndpointIdentity): void {
    if (this.#isLocal(ref as RoutedRef)) this.#dispatcher.stop(ref.name)
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

  #isLocal(ref: RoutedRef): boolean {
    if (ref.process !== null) return ref.process === this.#process
    return ref.address !== null && ref.address.equals(this.#address)
  }

  #send(to: RoutedRef, type: AnyMessageType, payload: unknown): void {
    if (this.#isLocal(to)) {
      const context = { senderAddress: this.#address ?? NOWHERE }
      this.#dispatcher.post(to.name, to.uri, { kind: 'send', name: type.name, payload, context })
      return
    }
    encodePayload(this.#codec, payload, (kind, bytes) => {
      try {
        this.#linkTo(to).send(this.#prefix(to, type), kind, bytes)
      } catch (error) {
        const facts = { to: to.uri, message: type.name, why: (error as Error).message }
        if (error instanceof RpcEnvStoppedError) this.#logger.debug(facts, 'a message was dropped')
        else this.#logger.warn(facts, 'a message was dropped')
      }
    })
  }

  #ask(
    to: RoutedRef,
    type: AnyMessageType,
    payload: unknown,
    how: AskOptions,
  ): AbortableAsk<unknown> {
    const call = new AskCall(this.#askMeans, to, type as RequestType<string, unknown, unknown>, how)
    try {
      if (this.#isLocal(to)) this.#askHere(to, type, payload, call)
      else {
        const link = this.#linkTo(to)
        call.link = link
        const prefix = this.#prefix(to, type)
        encodePayload(this.#codec, payload, (kind, bytes) => link.ask(prefix, kind, bytes, call))
      }
    } catch (error) {
      call.fail(error as Error)
    }
    return call
  }

  #askHere(to: RoutedRef, type: AnyMessageType, payload: unknown, call: AskCall): void {
    const context = new LocalCallContext(
      this.#address ?? NOWHERE,
      (value) => call.succeed(value),
      (error) => call.fail(error),
    )
    this.#dispatcher.post(to.name, to.uri, { kind: 'ask', name: type.name, payload, context })
  }

  /** The way to an endpoint: the link its reference came by, one to its process, or its address. */
  #linkTo(to: RoutedRef): PeerLink {
    if (this.#shutdown !== null && this.#peers.isStopped) throw new RpcEnvStoppedError()
    if (to.link !== null && !to.link.isOver) return to.link
    const other = to.process === null ? undefined : this.#peers.toProcess(to.process)
    if (other !== undefined) return other
    if (to.address === null) throw new RpcUnreachableError(to.uri)
    return this.#peers.to(to.address)
  }

  #prefix(to: RoutedRef, type: AnyMessageType): Uint8Array {
    const known = to.prefixes.get(type)
    if (known !== undefined) return known
    const envelope = encodeEnvelope({
      sender: this.#address,
      receiver: to.address,
      endpoint: to.name,
    })
    const prefix = Buffer.concat([envelope, encodeUtf(type.name)])
    to.prefixes.set(type, prefix)
    return prefix
  }

  #refToWire(ref: EndpointIdentity): RefOnTheWire {
    const { address, name } = ref
    return { address: address?.hostPort ?? null, name, process: (ref as RoutedRef).process ?? null }
  }

  #refFrom(wire: RefOnTheWire, link: PeerLink | null): EndpointIdentity {
    const address = wire.address === null ? null : RpcAddress.fromHostPort(wire.address)
    const { name, process } = wire
    const theirs = process !== null && process === link?.peer?.process
    return new RoutedRef(this.#router, address, name, process, theirs ? link : null)
  }
}

const typed = <P extends Protocol>(ref: RoutedRef): EndpointRef<P> =>
  ref as EndpointIdentity as EndpointRef<P>

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.startsWith('127.') || /^\[?::1\]?$/.test(host)
