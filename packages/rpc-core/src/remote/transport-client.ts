import { type Clock, SystemClock } from '@firesteel/clock'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { RpcAddress } from '../address.js'
import { resolveRpcOptions, type RpcOptions, type TlsOptions } from '../conf.js'
import { TcpTransport } from '../transport/tcp.js'
import type { Transport } from '../transport/transport.js'
import { encodeMessage, type Message } from '../wire/message.js'
import { Channel } from './channel.js'
import { Connection } from './connection.js'
import type { PendingCall } from './pending-calls.js'
import type { RawHandler } from './raw-handler.js'
import type { FetchedStream } from './served-stream.js'
import { TransportResponder } from './transport-responder.js'

/** Whom to speak to, and how. */
export interface TransportClientOptions {
  readonly address: RpcAddress
  readonly conf?: RpcOptions | undefined
  readonly transport?: Transport | undefined
  readonly tls?: TlsOptions | undefined
  /** Serves what the other side asks over this connection. */
  readonly rawHandler?: RawHandler | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
}

/** Merged blocks of a reducer: how many chunks, and the bitmaps of the maps in them. */
export interface MergedBlockMeta {
  readonly numChunks: number
  readonly bitmaps: Uint8Array
}

/**
 * A connection that speaks Spark's plain frames, without our handshake: to Spark's own servers, or to an
 * environment of ours that has no secret. What is outstanding when it breaks rejects with `RPC_CONNECTION_LOST`.
 * @see org.apache.spark.network.client.TransportClient
 */
export class TransportClient {
  readonly #channel: Channel

  private constructor(channel: Channel) {
    this.#channel = channel
  }

  static async connect(options: TransportClientOptions): Promise<TransportClient> {
    const conf = resolveRpcOptions(options.conf)
    const transport = options.transport ?? new TcpTransport()
    const logger = options.logger ?? silentLogger
    const { address, tls } = options
    const stream = await transport.connect(address, { timeoutMs: conf.connectTimeoutMs, tls })
    const connection = new Connection(stream, {
      clock: options.clock ?? new SystemClock(),
      maxFrameBytes: conf.maxFrameBytes,
      handshakeTimeoutMs: conf.handshakeTimeoutMs,
      idleTimeoutMs: conf.idleTimeoutMs,
    })
    const handler = options.rawHandler ?? {}
    const responder = new TransportResponder(connection, handler, () => null, logger)
    const channel = new Channel(connection, { responder, logger, onClosed: () => {} })
    channel.open()
    return new TransportClient(channel)
  }

  get isActive(): boolean {
    return this.#channel.connection.isOpen
  }

  /** An RpcRequest; the body of its answer. */
  sendRpc(body: Uint8Array): Promise<Uint8Array> {
    return this.#call(
      (requestId) => ({ type: 'RpcRequest', requestId, body }),
      (bytes) => bytes,
    )
  }

  /** A OneWayMessage. */
  send(body: Uint8Array): void {
    this.#write({ type: 'OneWayMessage', body })
  }

  fetchChunk(streamId: bigint, chunkIndex: number): Promise<Uint8Array> {
    return this.#channel.requests.fetchChunk(streamId, chunkIndex)
  }

  openStream(streamId: string): Promise<FetchedStream> {
    return this.#channel.requests.openStream(streamId)
  }

  /** Sends `byteCount` bytes behind `meta`; the answer of the one who took them. */
  async uploadStream(
    meta: Uint8Array,
    byteCount: number,
    body: AsyncIterable<Uint8Array>,
  ): Promise<Uint8Array> {
    const { connection } = this.#channel
    const answer = this.#call(
      (requestId) => {
        connection.beginBody()
        return { type: 'UploadStream', requestId, meta, byteCount: BigInt(byteCount) }
      },
      (bytes) => bytes,
      (frame) => void connection.writeBody(frame),
    )
    try {
      let sent = 0
      for await (const piece of body) {
        sent += piece.length
        if (sent > byteCount) break
        await connection.writeBody(piece)
      }
      if (sent !== byteCount) {
        throw new TypeError(`The body has ${sent} bytes or more instead of ${byteCount}`)
      }
    } catch (error) {
      // Where the next frame begins cannot be told any more.
      answer.catch(() => {})
      connection.destroy(error as Error)
      throw error
    } finally {
      connection.endBody()
    }
    return answer
  }

  mergedBlockMeta(
    appId: string,
    shuffleId: number,
    shuffleMergeId: number,
    reduceId: number,
  ): Promise<MergedBlockMeta> {
    return this.#call(
      (requestId) => ({
        type: 'MergedBlockMetaRequest',
        requestId,
        appId,
        shuffleId,
        shuffleMergeId,
        reduceId,
      }),
      (bytes) => ({ numChunks: bytes.readInt32BE(0), bitmaps: bytes.subarray(4) }),
    )
  }

  /** Ends the connection; what is outstanding rejects. */
  close(): void {
    this.#channel.connection.end()
    this.#channel.connection.destroy()
  }

  #call<T>(
    request: (requestId: bigint) => Message,
    answerOf: (bytes: Buffer) => T,
    write: (frame: Buffer) => void = (frame) => this.#writeFrame(frame),
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call: PendingCall = {
        settle: (bytes, at, end) => resolve(answerOf(Buffer.from(bytes.subarray(at, end)))),
        fail: reject,
      }
      const requestId = this.#channel.pending.add(call)
      write(encodeMessage(request(BigInt(requestId))))
    })
  }

  #write(message: Message): void {
    this.#writeFrame(encodeMessage(message))
  }

  #writeFrame(frame: Buffer): void {
    const { connection } = this.#channel
    connection.writer.raw(frame)
    connection.written()
  }
}
