import type { Cancel, Clock } from '@firesteel/clock'
import { backoff } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import type { RpcAddress } from '../address.js'
import { RpcConnectError, RpcConnectionLostError, RpcOutboxFullError } from '../errors.js'
import type { PeerInfo, SessionGrant } from '../wire/handshake.js'
import type { AskCall } from './ask-call.js'
import type { Channel } from './channel.js'

/** A channel whose handshake is over. */
export interface OpenedChannel {
  readonly channel: Channel
  readonly peer: PeerInfo
  readonly grant: SessionGrant
}

/** What a link tells the environment. */
export interface PeerLinkEvents {
  /** A process is at the other end, for the first time. */
  onUp(link: PeerLink): void
  /** The process that was there is gone: it said goodbye or did not return in time. */
  onLost(link: PeerLink, peer: PeerInfo): void
  onNetworkError(link: PeerLink, error: Error): void
  /** The link is over and will not be used again. */
  onOver(link: PeerLink): void
}

/** What a link is made of. */
export interface PeerLinkOptions {
  /** Where to dial; null when it is the other side that dials. */
  readonly dialAddress: RpcAddress | null
  /** Connects and shakes hands; `onOpen` is called before the first frame is read. */
  dial(link: PeerLink, token: string | null): Promise<OpenedChannel>
  readonly events: PeerLinkEvents
  readonly clock: Clock
  readonly logger: Logger
  readonly reconnectGraceMs: number
  readonly maxQueuedBytes: number
}

interface Queued {
  readonly prefix: Uint8Array
  readonly kind: number
  readonly payload: Uint8Array
  readonly call: AskCall | null
}

const RECONNECT = { firstMs: 20, maxMs: 500, jitter: 0.3 }

/**
 * The way to one process: a queue in front of a connection that may break and return.
 *
 * A broken connection fails what was asked over it. What was not yet written waits while the same process may
 * come back (the dialer tries, the acceptor waits), and goes out in order when it does.
 * @see org.apache.spark.rpc.netty.Outbox
 */
export class PeerLink {
  readonly dialAddress: RpcAddress | null
  #options: PeerLinkOptions
  #queue: Queued[] = []
  #queuedBytes = 0
  #channel: Channel | null = null
  #peer: PeerInfo | null = null
  #remoteAddress: RpcAddress | null = null
  #token: string | null = null
  #dialing = false
  #cancelGrace: Cancel | null = null
  #cancelRetry: Cancel | null = null
  #over = false

  constructor(options: PeerLinkOptions) {
    this.#options = options
    this.dialAddress = options.dialAddress
  }

  get peer(): PeerInfo | null {
    return this.#peer
  }

  get token(): string | null {
    return this.#token
  }

  get channel(): Channel | null {
    return this.#channel
  }

  get isOver(): boolean {
    return this.#over
  }

  /** Whether the connection broke and the process may yet return. */
  get isBroken(): boolean {
    return !this.#over && this.#channel === null && this.#peer !== null
  }

  /** The address of the other side's socket when it first came: it names the process as long as the link lasts. */
  get remoteAddress(): RpcAddress | null {
    return this.#remoteAddress ?? this.dialAddress
  }

  get name(): string {
    return (this.dialAddress ?? this.#peer?.address ?? this.#remoteAddress)?.hostPort ?? 'a peer'
  }

  send(prefix: Uint8Array, kind: number, payload: Uint8Array): void {
    const connection = this.#channel?.connection
    if (connection?.writable === true && this.#queue.length === 0) {
      connection.writer.oneWay(prefix, kind, payload)
      connection.written()
      return
    }
    this.#enqueue({ prefix, kind, payload, call: null })
  }

  ask(prefix: Uint8Array, kind: number, payload: Uint8Array, call: AskCall): void {
    const channel = this.#channel
    if (channel?.connection.writable === true && this.#queue.length === 0) {
      channel.request(call, prefix, kind, payload)
      return
    }
    this.#enqueue({ prefix, kind, payload, call })
  }

  /** The other side dialled: it is here, for the first time or again. */
  accepted(opened: OpenedChannel): void {
    const before = this.#channel
    this.#channel = null
    before?.connection.destroy()
    this.#opened(opened)
  }

  /** The connection takes frames again. */
  drain(): void {
    const channel = this.#channel
    let sent = 0
    while (channel?.connection.writable === true && sent < this.#queue.length) {
      const { prefix, kind, payload, call } = this.#queue[sent++] as Queued
      this.#queuedBytes -= payload.length
      if (call === null) {
        channel.connection.writer.oneWay(prefix, kind, payload)
        channel.connection.written()
      } else if (!call.settled) channel.request(call, prefix, kind, payload)
    }
    if (sent > 0) this.#queue.splice(0, sent)
  }

  /** Told by the channel when its connection is over. */
  closed(channel: Channel, error: Error | undefined, goodbye: boolean): void {
    if (channel !== this.#channel || this.#over) return
    this.#channel = null
    // A process that was killed closes its connections without an error, and without a goodbye.
    if (error !== undefined || !goodbye) {
      this.#options.events.onNetworkError(this, error ?? new RpcConnectionLostError(this.name))
    }
    const { reconnectGraceMs, clock, logger } = this.#options
    if (goodbye || reconnectGraceMs <= 0) {
      this.#finish(new RpcConnectionLostError(this.name, error))
      return
    }
    logger.info(
      { peer: this.name, graceMs: reconnectGraceMs, err: error },
      'a connection broke; its process may return',
    )
    this.#cancelGrace = clock.after(reconnectGraceMs, () => {
      this.#finish(new RpcConnectionLostError(this.name, error))
    })
    if (this.dialAddress !== null) this.#dialAgain(backoff(RECONNECT))
  }

  /** Says goodbye, or just stops when nobody is there; what waits fails. */
  stop(error: Error): void {
    this.drain()
    this.#channel?.sayGoodbye()
    this.#finish(error)
  }

  /** The process at the other end is gone, whatever its connection says. */
  giveUp(): void {
    const channel = this.#channel
    this.#finish(new RpcConnectionLostError(this.name))
    channel?.connection.destroy()
  }

  #enqueue(queued: Queued): void {
    const bytes = this.#queuedBytes + queued.payload.length
    if (this.#over || bytes > this.#options.maxQueuedBytes) {
      const error = this.#over
        ? new RpcConnectionLostError(this.name)
        : new RpcOutboxFullError(this.name, this.#options.maxQueuedBytes)
      this.#refuse(queued, error)
      return
    }
    this.#queue.push(queued)
    this.#queuedBytes = bytes
    if (this.#channel === null && this.#peer === null && !this.#dialing) this.#dialFirst()
  }

  #refuse(queued: Queued, error: Error): void {
    if (queued.call !== null) queued.call.fail(error)
    else this.#options.logger.warn({ peer: this.name, why: error.message }, 'a message was dropped')
  }

  #dialFirst(): void {
    this.#dialing = true
    this.#options.dial(this, null).then(
      (opened) => {
        this.#dialing = false
        this.#opened(opened)
      },
      (cause: Error) => {
        this.#dialing = false
        this.#finish(
          'code' in cause && isOwnCode(cause.code) ? cause : new RpcConnectError(this.name, cause),
        )
      },
    )
  }

  #dialAgain(delays: Iterator<number, unknown>): void {
    const { clock, logger } = this.#options
    this.#cancelRetry = clock.after(delays.next().value as number, () => {
      this.#options.dial(this, this.#token).then(
        (opened) => this.#returned(opened),
        (error: Error) => {
          if (this.#over) return
          logger.debug({ peer: this.name, err: error }, 'could not reconnect yet')
          this.#dialAgain(delays)
        },
      )
    })
  }

  #returned(opened: OpenedChannel): void {
    if (!this.#over && !(opened.grant.resumed && opened.peer.process === this.#peer?.process)) {
      // Somebody else listens there now, or we were given up: what was there before is lost.
      this.#cancelGrace?.()
      const before = this.#peer
      this.#peer = null
      if (before !== null) this.#options.events.onLost(this, before)
    }
    this.#opened(opened)
  }

  #opened({ channel, peer, grant }: OpenedChannel): void {
    if (this.#over) {
      channel.sayGoodbye()
      channel.open()
      return
    }
    this.#cancelGrace?.()
    this.#cancelRetry?.()
    const known = this.#peer !== null
    this.#peer = peer
    this.#token = grant.token
    this.#channel = channel
    this.#remoteAddress ??= channel.connection.remoteAddress
    if (!known) this.#options.events.onUp(this)
    channel.open()
    this.drain()
  }

  #finish(error: Error): void {
    if (this.#over) return
    this.#over = true
    this.#cancelGrace?.()
    this.#cancelRetry?.()
    const channel = this.#channel
    this.#channel = null
    channel?.pending.failAll(error)
    for (const queued of this.#queue.splice(0)) this.#refuse(queued, error)
    this.#queuedBytes = 0
    if (this.#peer !== null) this.#options.events.onLost(this, this.#peer)
    this.#options.events.onOver(this)
  }
}

const isOwnCode = (code: unknown): boolean => typeof code === 'string' && code.startsWith('RPC_')
