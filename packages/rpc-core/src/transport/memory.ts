import { RpcAddress } from '../address.js'
import type {
  ByteStream,
  ByteStreamEvents,
  ConnectOptions,
  Listener,
  ListenOptions,
  Transport,
} from './transport.js'

/** How unreliable a memory transport is; reliable and immediate unless said. */
export interface MemoryTransportOptions {
  /** Starts the sequence of random numbers: the same seed, the same run. */
  readonly seed?: number | undefined
  /** Each chunk takes up to so many turns of the event loop; chunks of one connection stay in order. */
  readonly maxDelayTurns?: number | undefined
  /** The chance that a chunk breaks its connection instead of arriving, 0 to 1. */
  readonly dropRate?: number | undefined
  /** Bytes on their way above which `write` says to wait. */
  readonly highWaterBytes?: number | undefined
}

/** Connections inside one process, with the promises of real ones and with their failures on demand. */
export class MemoryTransport implements Transport {
  readonly name = 'memory'
  readonly #options: MemoryTransportOptions
  readonly #random: () => number
  readonly #listeners = new Map<string, ListenOptions>()
  readonly #open = new Set<MemoryStream>()
  #lastPort = 49_152

  constructor(options: MemoryTransportOptions = {}) {
    this.#options = options
    this.#random = mulberry32(options.seed ?? 1)
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const address = new RpcAddress(options.host, options.port === 0 ? this.#port() : options.port)
    if (this.#listeners.has(address.hostPort)) {
      throw Object.assign(
        new Error(`listen EADDRINUSE: address already in use ${address.hostPort}`),
        {
          code: 'EADDRINUSE',
        },
      )
    }
    this.#listeners.set(address.hostPort, options)
    return {
      address,
      close: async () => {
        if (this.#listeners.get(address.hostPort) === options) {
          this.#listeners.delete(address.hostPort)
        }
      },
    }
  }

  async connect(address: RpcAddress, _options: ConnectOptions): Promise<ByteStream> {
    await turns(this.#delay())
    const listener = this.#listeners.get(address.hostPort)
    if (listener === undefined) {
      throw Object.assign(new Error(`connect ECONNREFUSED ${address.hostPort}`), {
        code: 'ECONNREFUSED',
      })
    }
    const here = new RpcAddress('memory', this.#port())
    const link = {
      delay: () => this.#delay(),
      drops: () => this.#random() < (this.#options.dropRate ?? 0),
      highWaterBytes: this.#options.highWaterBytes ?? 64 * 1024,
      gone: (stream: MemoryStream) => void this.#open.delete(stream),
    }
    const dialer = new MemoryStream(link, here, address)
    const acceptor = new MemoryStream(link, address, here)
    dialer.meet(acceptor)
    this.#open.add(dialer)
    this.#open.add(acceptor)
    listener.onStream(acceptor)
    return dialer
  }

  /** Breaks every connection that is open now, as a network does: no end, an error on both sides. */
  breakAll(): void {
    for (const stream of this.#open) {
      stream.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    }
  }

  /** Connections that are open, each counted at both ends. */
  get openStreams(): number {
    return this.#open.size
  }

  #delay(): number {
    const max = this.#options.maxDelayTurns ?? 0
    return max === 0 ? 0 : Math.floor(this.#random() * (max + 1))
  }

  #port(): number {
    return ++this.#lastPort
  }
}

interface Link {
  delay(): number
  drops(): boolean
  readonly highWaterBytes: number
  gone(stream: MemoryStream): void
}

class MemoryStream implements ByteStream {
  readonly localAddress: RpcAddress
  readonly remoteAddress: RpcAddress
  readonly #link: Link
  #other!: MemoryStream
  #events: ByteStreamEvents | null = null
  /** Chunks that arrived and were not taken; null is the end. */
  #arrived: (Uint8Array | null)[] = []
  #onTheWay = 0
  #mustDrain = false
  #delivery: Promise<void> = Promise.resolve()
  #paused = false
  #ended = false
  #otherEnded = false
  #closed = false
  #error: Error | undefined

  constructor(link: Link, localAddress: RpcAddress, remoteAddress: RpcAddress) {
    this.#link = link
    this.localAddress = localAddress
    this.remoteAddress = remoteAddress
  }

  meet(other: MemoryStream): void {
    this.#other = other
    other.#other = this
  }

  start(events: ByteStreamEvents): void {
    this.#events = events
    if (this.#closed) queueMicrotask(() => events.onClose(this.#error))
    else this.#deliver()
  }

  write(bytes: Uint8Array): boolean {
    if (this.#closed || this.#ended) return false
    this.#onTheWay += bytes.length
    this.#ship(bytes)
    this.#mustDrain ||= this.#onTheWay >= this.#link.highWaterBytes
    return !this.#mustDrain
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    queueMicrotask(() => this.#deliver())
  }

  end(): void {
    if (this.#closed || this.#ended) return
    this.#ended = true
    this.#ship(null)
  }

  destroy(error?: Error): void {
    if (this.#closed) return
    this.#shut(error)
    const other = this.#other
    // What was written before is lost, as when a socket is reset.
    if (!other.#closed) setImmediate(() => other.#shut(error && resetError()))
  }

  #ship(chunk: Uint8Array | null): void {
    const delay = this.#link.delay()
    this.#delivery = this.#delivery.then(async () => {
      await turns(delay)
      if (this.#closed || this.#other.#closed) return
      if (this.#link.drops()) {
        this.destroy(resetError())
        return
      }
      this.#other.#arrived.push(chunk)
      this.#other.#deliver()
    })
  }

  #deliver(): void {
    while (!this.#paused && !this.#closed && this.#events !== null && this.#arrived.length > 0) {
      const chunk = this.#arrived.shift() as Uint8Array | null
      if (chunk === null) {
        this.#otherEnded = true
        this.#events.onEnd()
        this.#closeWhenBothEnded()
      } else {
        this.#other.#taken(chunk.length)
        this.#events.onData(chunk)
      }
    }
  }

  #taken(byteCount: number): void {
    this.#onTheWay -= byteCount
    if (!this.#mustDrain || this.#onTheWay > 0) return
    this.#mustDrain = false
    queueMicrotask(() => {
      if (!this.#closed) this.#events?.onDrain()
    })
  }

  #closeWhenBothEnded(): void {
    const other = this.#other
    if (!this.#ended || !this.#otherEnded || !other.#otherEnded) return
    this.#shut(undefined)
    other.#shut(undefined)
  }

  #shut(error: Error | undefined): void {
    if (this.#closed) return
    this.#closed = true
    this.#error = error
    this.#arrived = []
    this.#link.gone(this)
    queueMicrotask(() => this.#events?.onClose(error))
  }
}

const resetError = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

async function turns(count: number): Promise<void> {
  await Promise.resolve()
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** A small, fast generator of reproducible numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
