import type { TlsOptions } from '../conf.js'
import type { RpcAddress } from '../address.js'

/** What a byte stream tells the one who holds it. */
export interface ByteStreamEvents {
  /** Bytes in the order they were written; the receiver may keep them. */
  onData(chunk: Uint8Array): void
  /** `write` returned false before and may be called again. */
  onDrain(): void
  /** The other side ends: nothing more will come, but it still reads. */
  onEnd(): void
  /** The stream is over, both ways; told exactly once, last. */
  onClose(error?: Error): void
}

/** A duplex stream of bytes between two processes: reliable and in order, until it closes. */
export interface ByteStream {
  readonly localAddress: RpcAddress
  readonly remoteAddress: RpcAddress
  /** Starts the flow of events; called once, in the turn in which the stream was handed over. */
  start(events: ByteStreamEvents): void
  /** Takes the bytes (they must not change before {@link isHandedOver}); false means: wait for `onDrain`. */
  write(bytes: Uint8Array): boolean
  /** Whether everything written was copied elsewhere, so that its buffers may be filled anew; never unless said. */
  readonly isHandedOver?: boolean | undefined
  /** No event `onData` until `resume`, save what is already on its way. */
  pause(): void
  resume(): void
  /** Ends our side when everything written has gone out. */
  end(): void
  /** Ends both sides now; what was not sent is lost. */
  destroy(error?: Error): void
}

/** A bound address that accepts streams. */
export interface Listener {
  readonly address: RpcAddress
  /** Accepts no more; streams that are open stay open. */
  close(): Promise<void>
}

/** Where to listen and what to do with those who come. */
export interface ListenOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly tls?: TlsOptions | undefined
  readonly backlog?: number | undefined
  onStream(stream: ByteStream): void
}

/** How to reach somebody. */
export interface ConnectOptions {
  readonly timeoutMs: number
  readonly tls?: TlsOptions | undefined
}

/**
 * How bytes get from one process to another; proved with `@firesteel/rpc-core/compliance`.
 * `listen` rejects with an error whose code is EADDRINUSE when the port is taken.
 */
export interface Transport {
  readonly name: string
  listen(options: ListenOptions): Promise<Listener>
  connect(address: RpcAddress, options: ConnectOptions): Promise<ByteStream>
}
