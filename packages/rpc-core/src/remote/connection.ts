import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { RpcAddress } from '../address.js'
import { RpcProtocolError } from '../errors.js'
import type { ByteStream } from '../transport/transport.js'
import { FrameDecoder, type RawBody } from '../wire/frame.js'
import { FrameWriter } from '../wire/frame-writer.js'
import { HandshakeChannel } from '../wire/handshake-channel.js'
import type { RecordOpener, RecordSealer } from '../wire/sealed-records.js'

/** What a connection tells the one who holds it. */
export interface ConnectionEvents {
  /** A frame without its length; a throw closes the connection. */
  onFrame(bytes: Buffer, start: number, end: number): void
  /** It takes frames again. */
  onDrain(): void
  /** It is over; told once, last, and only after it was opened. */
  onClosed(error: Error | undefined): void
  /** Whether answers are outstanding: only then is silence an error. */
  isWaiting(): boolean
}

/** Limits and means of a connection. */
export interface ConnectionOptions {
  readonly clock: Clock
  readonly maxFrameBytes: number
  readonly handshakeTimeoutMs: number
  readonly idleTimeoutMs: number
  /** The stream is closed, opened or not. */
  onGone?(): void
}

/** Plain bytes that are written at once instead of being left to gather. */
const FLUSH_BYTES = 64 * 1024
/** A turn that wrote more than this writes the rest of its frames together, at its end. */
const LONE_BYTES = 1024
/** How long a refused peer may take to hang up itself. */
const REFUSED_FOR_MS = 1_000

/** Frames over a byte stream: after a handshake or without one, encrypted or not, gathered into few writes. */
export class Connection {
  readonly remoteAddress: RpcAddress
  readonly #stream: ByteStream
  readonly #options: ConnectionOptions
  readonly #channel: HandshakeChannel
  readonly #writer = new FrameWriter()
  readonly #decoder: FrameDecoder
  /** Frames that wait for the end of a body that is going out. */
  #held: FrameWriter | null = null
  #drained: (() => void)[] = []
  #events: ConnectionEvents | null = null
  #opener: RecordOpener | null = null
  #sealer: RecordSealer | null = null
  #writable = true
  #flushScheduled = false
  #flushedThisTurn = false
  #ended = false
  #closed = false
  #refused = false
  #error: Error | undefined
  #quietSince: number
  #cancelTimer: Cancel

  constructor(stream: ByteStream, options: ConnectionOptions) {
    this.#stream = stream
    this.#options = options
    this.remoteAddress = stream.remoteAddress
    this.#channel = new HandshakeChannel((bytes) => stream.write(bytes))
    this.#decoder = new FrameDecoder(
      (bytes, start, end) => this.#events?.onFrame(bytes, start, end),
      options.maxFrameBytes,
    )
    this.#quietSince = options.clock.now()
    this.#cancelTimer = options.clock.after(options.handshakeTimeoutMs, () => {
      const error = new RpcProtocolError(
        `No handshake from ${this.remoteAddress.hostPort} within ${options.handshakeTimeoutMs} ms`,
      )
      this.destroy(error)
    })
    stream.start({
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#onDrain(),
      onEnd: () => this.#onEnd(),
      onClose: (error) => this.#onClose(error),
    })
  }

  /** The conversation that precedes the frames. */
  get handshake(): HandshakeChannel {
    return this.#channel
  }

  /** Whether frames go out, rather than gather, when they are written. */
  get writable(): boolean {
    return this.#writable && !this.#ended && this.#held === null
  }

  get isOpen(): boolean {
    return !this.#closed && !this.#ended
  }

  /** Where frames are written; call {@link written} after the last of a batch. */
  get writer(): FrameWriter {
    return this.#held ?? this.#writer
  }

  /** Keeps frames back until {@link endBody}: only `writeBody` writes. */
  beginBody(): void {
    this.#held = new FrameWriter()
  }

  /** Writes a piece of a body; resolves when there is room for the next. */
  async writeBody(bytes: Uint8Array): Promise<void> {
    this.#writer.raw(bytes)
    this.flush()
    if (this.#writable || !this.isOpen) return
    await new Promise<void>((resolve) => this.#drained.push(resolve))
  }

  endBody(): void {
    const held = this.#held?.take() ?? []
    this.#held = null
    for (const bytes of held) this.#writer.raw(bytes)
    this.written()
    this.#events?.onDrain()
  }

  /** Ends the handshake: what follows are frames, the first of which may already be here. */
  open(events: ConnectionEvents): void {
    this.#cancelTimer()
    this.#events = events
    this.#opener = this.#channel.opener
    this.#sealer = this.#channel.sealer
    this.#quietSince = this.#options.clock.now()
    this.#watchQuiet(this.#options.idleTimeoutMs)
    if (this.#closed) {
      queueMicrotask(() => events.onClosed(this.#error))
      return
    }
    const early = this.#channel.rest()
    if (early.length > 0) this.#feed(early)
  }

  /** The next bytes are the body of the frame just read. */
  expectRaw(byteCount: number, body: RawBody): void {
    this.#decoder.expectRaw(byteCount, body)
  }

  /** Sees to it that what was written goes out: at the end of this turn, or now when it is much. */
  written(): void {
    if (this.#writer.pendingBytes >= FLUSH_BYTES) {
      this.flush()
      return
    }
    if (this.#flushScheduled) return
    this.#flushScheduled = true
    if (this.#flushedThisTurn) setImmediate(this.#flushLater)
    // Asked for by a promise, this comes after all promises that are settled now: they often write more.
    else process.nextTick(this.#flushSoon)
  }

  /** Writes what has gathered. */
  flush(): void {
    if (this.#closed || this.#ended) return
    const buffers = this.#writer.take()
    if (buffers.length === 0) return
    this.#quietSince = this.#options.clock.now()
    for (const buffer of buffers) {
      if (this.#sealer === null) this.#writable = this.#stream.write(buffer)
      else
        for (const record of this.#sealer.seal(buffer)) this.#writable = this.#stream.write(record)
    }
    // Sealing copies; so does a kernel that had room: no new slab then, and nothing to collect.
    if (this.#sealer !== null || this.#stream.isHandedOver === true) this.#writer.recycle()
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  /** Writes what has gathered and ends our side. */
  end(): void {
    if (this.#ended || this.#closed) return
    this.flush()
    this.#ended = true
    this.#stream.end()
  }

  /** Says no more and hears no more; closes when the other side had time to read why. */
  refuse(error: Error): void {
    this.#refused = true
    this.#error ??= error
    this.end()
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(REFUSED_FOR_MS, () => this.destroy(error))
  }

  /** Closes now; `error` is what the holder is told. */
  destroy(error?: Error): void {
    this.#error ??= error
    this.#stream.destroy(error)
  }

  readonly #flushSoon = (): void => {
    this.#flushScheduled = false
    // What is small was a lone ask or answer: the next one must not wait either.
    if (!this.#flushedThisTurn && this.#writer.pendingBytes > LONE_BYTES) {
      this.#flushedThisTurn = true
      setImmediate(this.#turnOver)
    }
    this.flush()
  }

  readonly #flushLater = (): void => {
    this.#flushScheduled = false
    this.flush()
  }

  readonly #turnOver = (): void => {
    this.#flushedThisTurn = false
  }

  #onData(chunk: Uint8Array): void {
    if (this.#refused) return
    const bytes = Buffer.isBuffer(chunk)
      ? chunk
      : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#quietSince = this.#options.clock.now()
    try {
      if (this.#events === null) {
        this.#channel.feed(bytes)
      } else if (this.#opener === null) {
        this.#decoder.feed(bytes)
      } else {
        for (const piece of this.#opener.open(bytes)) this.#decoder.feed(piece)
      }
    } catch (error) {
      this.#fail(errorFrom(error))
    }
  }

  #feed(plain: Buffer): void {
    try {
      this.#decoder.feed(plain)
    } catch (error) {
      this.#fail(errorFrom(error))
    }
  }

  #fail(error: Error): void {
    this.#decoder.stop(error)
    this.#channel.close(error)
    this.destroy(error)
  }

  #onDrain(): void {
    this.#writable = true
    this.#wakeBody()
    if (this.#held === null) this.#events?.onDrain()
  }

  #wakeBody(): void {
    for (const resolve of this.#drained.splice(0)) resolve()
  }

  #onEnd(): void {
    // Nobody of ours closes one side only: what is outstanding would never be answered.
    this.flush()
    this.#ended = true
    this.#stream.end()
    this.#stream.destroy()
  }

  #onClose(error: Error | undefined): void {
    if (this.#closed) return
    this.#closed = true
    this.#error ??= error
    this.#cancelTimer()
    this.#wakeBody()
    const why = this.#error ?? new RpcProtocolError(`${this.remoteAddress.hostPort} hung up`)
    this.#channel.close(why)
    this.#decoder.stop(why)
    this.#events?.onClosed(this.#error)
    this.#options.onGone?.()
  }

  #watchQuiet(delayMs: number): void {
    const { clock, idleTimeoutMs } = this.#options
    if (idleTimeoutMs <= 0 || this.#closed) return
    this.#cancelTimer = clock.after(delayMs, () => {
      const quietMs = clock.now() - this.#quietSince
      if (quietMs >= idleTimeoutMs && this.#events?.isWaiting() === true) {
        this.destroy(
          new RpcProtocolError(
            `Connection to ${this.remoteAddress.hostPort} has been quiet for ${quietMs} ms while there are outstanding requests`,
          ),
        )
        return
      }
      this.#watchQuiet(quietMs >= idleTimeoutMs ? idleTimeoutMs : idleTimeoutMs - quietMs)
    })
  }
}
