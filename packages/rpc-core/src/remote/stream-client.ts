import type { Cancel, Clock } from '@firesteel/clock'
import { RpcAddress } from '../address.js'
import { RpcInvalidAddressError } from '../errors.js'
import type { Channel } from './channel.js'
import type { Peers } from './peers.js'
import type { FetchedStream } from './served-stream.js'

const IDLE_MS = 10_000

interface Idle {
  readonly channel: Channel
  readonly cancel: Cancel
}

/** Fetches streams over connections of their own, so that big bodies never stand before messages. */
export class StreamClient {
  readonly #peers: Peers
  readonly #clock: Clock
  readonly #idle = new Map<string, Idle[]>()

  constructor(peers: Peers, clock: Clock) {
    this.#peers = peers
    this.#clock = clock
  }

  async open(uri: string): Promise<FetchedStream> {
    const address = RpcAddress.fromUri(uri)
    const path = /^[^:]+:\/\/[^/]+(\/[^?#]+)/.exec(uri)?.[1]
    if (path === undefined) throw new RpcInvalidAddressError('Spark', uri)
    const channel = await this.#channel(address)
    try {
      const { byteCount, body } = await channel.requests.openStream(decodeURIComponent(path))
      return { byteCount, body: this.#returning(address.hostPort, channel, body) }
    } catch (error) {
      this.#keep(address.hostPort, channel)
      throw error
    }
  }

  async fetch(uri: string): Promise<Uint8Array> {
    const { byteCount, body } = await this.open(uri)
    const all = new Uint8Array(byteCount)
    let at = 0
    for await (const piece of body) {
      all.set(piece, at)
      at += piece.length
    }
    return all
  }

  stop(): void {
    for (const { channel, cancel } of [...this.#idle.values()].flat()) {
      cancel()
      channel.connection.end()
    }
    this.#idle.clear()
  }

  async #channel(address: RpcAddress): Promise<Channel> {
    const idle = this.#idle.get(address.hostPort) ?? []
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      last.cancel()
      if (last.channel.connection.isOpen) return last.channel
    }
    return this.#peers.dialTransport(address)
  }

  /** The body; afterwards its connection serves the next, unless the body was left unread. */
  async *#returning(
    key: string,
    channel: Channel,
    body: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void> {
    let whole = false
    try {
      yield* body
      whole = true
    } finally {
      if (whole) this.#keep(key, channel)
      else channel.connection.destroy()
    }
  }

  #keep(key: string, channel: Channel): void {
    if (!channel.connection.isOpen || this.#peers.isStopped) {
      channel.connection.end()
      return
    }
    const idle = this.#idle.get(key) ?? []
    this.#idle.set(key, idle)
    const cancel = this.#clock.after(IDLE_MS, () => {
      const index = idle.findIndex((each) => each.channel === channel)
      if (index >= 0) idle.splice(index, 1)
      channel.connection.end()
    })
    idle.push({ channel, cancel })
  }
}
