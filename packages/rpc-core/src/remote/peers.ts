import type { Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import type { RpcAddress } from '../address.js'
import type { ResolvedRpcOptions, TlsOptions } from '../conf.js'
import { RpcEnvStoppedError, RpcProtocolError } from '../errors.js'
import type { ByteStream, Transport } from '../transport/transport.js'
import {
  acceptHandshake,
  dialHandshake,
  type LocalSide,
  MAGIC,
  type PeerInfo,
  type SessionGrant,
} from '../wire/handshake.js'
import { Channel, type EnvelopeReceiver } from './channel.js'
import { Connection } from './connection.js'
import { PeerLink, type OpenedChannel } from './peer-link.js'
import type { RawHandler } from './raw-handler.js'
import type { StreamOpener } from './served-stream.js'
import { TransportResponder } from './transport-responder.js'

/** What the links of an environment need. */
export interface PeersOptions {
  readonly transport: Transport
  readonly local: LocalSide
  readonly conf: ResolvedRpcOptions
  readonly tls: TlsOptions | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly ids: () => string
  readonly rawHandler: RawHandler
  readonly openStream: StreamOpener
  /** Reads what the other end of a link sends to endpoints. */
  receiver(link: PeerLink, connection: Connection, isWaiting: () => boolean): EnvelopeReceiver
  onConnected(remote: RpcAddress): void
  onDisconnected(remote: RpcAddress): void
  onNetworkError(error: Error, remote: RpcAddress): void
}

/** Every connection of an environment: those it opens, one to an address, and those that are opened to it. */
export class Peers {
  readonly #options: PeersOptions
  readonly #dialled = new Map<string, PeerLink>()
  readonly #accepted = new Set<PeerLink>()
  readonly #connections = new Set<Connection>()
  #stopped = false

  constructor(options: PeersOptions) {
    this.#options = options
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  /** The link to an address, made when there is none. */
  to(address: RpcAddress): PeerLink {
    if (this.#stopped) throw new RpcEnvStoppedError()
    const known = this.#dialled.get(address.hostPort)
    if (known !== undefined) return known
    const link = this.#link(address)
    this.#dialled.set(address.hostPort, link)
    return link
  }

  /** A link to the process of that identity, if there is one. */
  toProcess(process: string): PeerLink | undefined {
    for (const link of [...this.#accepted, ...this.#dialled.values()]) {
      if (link.peer?.process === process && !link.isOver) return link
    }
    return undefined
  }

  /** Takes a stream that somebody opened to us. */
  accept(stream: ByteStream): void {
    if (this.#stopped) {
      stream.destroy()
      return
    }
    const connection = this.#connection(stream)
    this.#welcome(connection).catch((error: Error) => {
      const facts = { peer: connection.remoteAddress.hostPort, why: error.message }
      this.#options.logger.warn(facts, 'a connection was refused')
      connection.refuse(error)
    })
  }

  /** Connects for the transport level alone. */
  async dialTransport(address: RpcAddress): Promise<Channel> {
    const connection = await this.#connect(address)
    try {
      const side: LocalSide = { ...this.#options.local, purpose: 'transport' }
      await dialHandshake(connection.handshake, side, null, address.hostPort)
      const channel = this.#transportChannel(connection)
      channel.open()
      return channel
    } catch (error) {
      connection.destroy(error as Error)
      throw error
    }
  }

  /** Says goodbye to everybody; resolves when all connections are closed, by force after `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.#stopped = true
    const error = new RpcEnvStoppedError()
    for (const link of [...this.#dialled.values(), ...this.#accepted]) link.stop(error)
    for (const connection of this.#connections) connection.end()
    if (this.#connections.size === 0) return
    await new Promise<void>((resolve) => {
      const force = this.#options.clock.after(withinMs, () => {
        for (const connection of this.#connections) connection.destroy()
      })
      this.#onAllClosed = () => {
        force()
        resolve()
      }
    })
  }

  #onAllClosed: () => void = () => {}

  #connection(stream: ByteStream): Connection {
    const { clock, conf } = this.#options
    const connection: Connection = new Connection(stream, {
      clock,
      maxFrameBytes: conf.maxFrameBytes,
      handshakeTimeoutMs: conf.handshakeTimeoutMs,
      idleTimeoutMs: conf.idleTimeoutMs,
      onGone: () => {
        this.#connections.delete(connection)
        if (this.#connections.size === 0) this.#onAllClosed()
      },
    })
    this.#connections.add(connection)
    return connection
  }

  async #connect(address: RpcAddress): Promise<Connection> {
    const { transport, conf, tls } = this.#options
    if (this.#stopped) throw new RpcEnvStoppedError()
    const stream = await transport.connect(address, { timeoutMs: conf.connectTimeoutMs, tls })
    if (this.#stopped) {
      stream.destroy()
      throw new RpcEnvStoppedError()
    }
    return this.#connection(stream)
  }

  async #dial(link: PeerLink, token: string | null): Promise<OpenedChannel> {
    const address = link.dialAddress as RpcAddress
    const connection = await this.#connect(address)
    try {
      const { local } = this.#options
      const shaken = await dialHandshake(connection.handshake, local, token, address.hostPort)
      return { channel: this.#linkChannel(link, connection), ...shaken }
    } catch (error) {
      connection.destroy(error as Error)
      throw error
    }
  }

  async #welcome(connection: Connection): Promise<void> {
    const { local } = this.#options
    const [first] = await connection.handshake.peek(1)
    if (first !== MAGIC[0]) {
      this.#welcomeSpark(connection, first as number)
      return
    }
    let link: PeerLink | null = null
    const grant = (peer: PeerInfo, token: string | null): SessionGrant => {
      if (peer.purpose === 'transport') return { token: '', resumed: false }
      const back = token === null ? undefined : this.#session(peer.process, token)
      link = back ?? this.#link(null)
      return { token: back?.token ?? this.#options.ids(), resumed: back !== undefined }
    }
    const peerName = connection.remoteAddress.hostPort
    const shaken = await acceptHandshake(connection.handshake, local, grant, peerName)
    if (link === null) {
      this.#transportChannel(connection).open()
      return
    }
    this.#adopt(link, { channel: this.#linkChannel(link, connection), ...shaken })
  }

  #adopt(link: PeerLink, opened: OpenedChannel): void {
    if (!opened.grant.resumed) {
      // The same process begins anew: what we still kept of its broken session is over, and said so first.
      for (const other of this.#accepted) {
        if (other.isBroken && other.peer?.process === opened.peer.process) other.giveUp()
      }
      this.#accepted.add(link)
    }
    link.accepted(opened)
  }

  #session(process: string, token: string): PeerLink | undefined {
    for (const link of this.#accepted) {
      if (link.peer?.process === process && link.token === token && !link.isOver) return link
    }
    return undefined
  }

  #welcomeSpark(connection: Connection, first: number): void {
    const peer = connection.remoteAddress.hostPort
    if (this.#options.local.secret !== undefined) {
      throw new RpcProtocolError(
        `${peer} opened with byte ${first} instead of our handshake, and only who proves the secret is served here`,
      )
    }
    if (first !== 0) {
      throw new RpcProtocolError(
        `${peer} speaks neither our protocol nor Spark's: its first byte is ${first}`,
      )
    }
    this.#options.logger.debug({ peer }, 'serving a peer that speaks plain Spark frames')
    this.#transportChannel(connection).open()
  }

  #transportChannel(connection: Connection): Channel {
    const channel: Channel = new Channel(connection, {
      responder: this.#responder(connection),
      logger: this.#options.logger,
      onClosed: () => {},
    })
    return channel
  }

  #linkChannel(link: PeerLink, connection: Connection): Channel {
    const channel: Channel = new Channel(connection, {
      receiver: this.#options.receiver(link, connection, () => channel.pending.size > 0),
      responder: this.#responder(connection),
      logger: this.#options.logger,
      onDrain: () => link.drain(),
      onClosed: (error, goodbye) => link.closed(channel, error, goodbye),
    })
    return channel
  }

  #responder(connection: Connection): TransportResponder {
    const { rawHandler, openStream, logger } = this.#options
    return new TransportResponder(connection, rawHandler, openStream, logger)
  }

  #link(dialAddress: RpcAddress | null): PeerLink {
    const { clock, logger, conf } = this.#options
    return new PeerLink({
      dialAddress,
      dial: (link, token) => this.#dial(link, token),
      clock,
      logger,
      reconnectGraceMs: conf.reconnectGraceMs,
      maxQueuedBytes: conf.maxQueuedBytes,
      events: {
        onUp: (link) => {
          for (const remote of addressesOf(link, link.peer)) this.#options.onConnected(remote)
        },
        onLost: (link, peer) => {
          for (const remote of addressesOf(link, peer)) this.#options.onDisconnected(remote)
        },
        onNetworkError: (link, error) => {
          for (const remote of addressesOf(link, link.peer)) {
            this.#options.onNetworkError(error, remote)
          }
        },
        onOver: (link) => {
          this.#accepted.delete(link)
          const key = link.dialAddress?.hostPort
          if (key !== undefined && this.#dialled.get(key) === link) this.#dialled.delete(key)
        },
      },
    })
  }
}

/** What a peer is known by: its socket, and where it listens when that is another address. */
function addressesOf(link: PeerLink, peer: PeerInfo | null): RpcAddress[] {
  const socket = link.remoteAddress
  const listening = peer?.address ?? null
  return [socket, socket?.hostPort === listening?.hostPort ? null : listening].filter(
    (address) => address !== null,
  )
}
