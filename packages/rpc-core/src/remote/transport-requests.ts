import { RpcRemoteError, RpcStreamNotFoundError } from '../errors.js'
import { encodeMessage, type Message } from '../wire/message.js'
import { ByteBody } from './byte-body.js'
import type { Connection } from './connection.js'
import type { FetchedStream } from './served-stream.js'

interface Waiting<T> {
  resolve(value: T): void
  reject(error: Error): void
}

/**
 * The asking side of Spark's transport level besides RPC: chunks and streams.
 * @see org.apache.spark.network.client.TransportResponseHandler
 */
export class TransportRequests {
  readonly #connection: Connection
  readonly #chunks = new Map<string, Waiting<Uint8Array>[]>()
  /** Streams are answered in the order in which they were asked for. */
  readonly #streams: Waiting<FetchedStream>[] = []
  #arriving: ByteBody | null = null

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get isWaiting(): boolean {
    return this.#chunks.size > 0 || this.#streams.length > 0 || this.#arriving?.isHeldBack === false
  }

  fetchChunk(streamId: bigint, chunkIndex: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const key = `${streamId}/${chunkIndex}`
      const waiting = this.#chunks.get(key) ?? []
      waiting.push({ resolve, reject })
      this.#chunks.set(key, waiting)
      this.#write({ type: 'ChunkFetchRequest', streamId, chunkIndex })
    })
  }

  openStream(streamId: string): Promise<FetchedStream> {
    return new Promise((resolve, reject) => {
      this.#streams.push({ resolve, reject })
      this.#write({ type: 'StreamRequest', streamId })
    })
  }

  /** Takes an answer; false when nobody asked for it. */
  answer(message: Message): boolean {
    switch (message.type) {
      case 'ChunkFetchSuccess':
        return this.#chunk(message)?.resolve(Buffer.from(message.body)) ?? false
      case 'ChunkFetchFailure':
        return this.#chunk(message)?.reject(new RpcRemoteError(message.error)) ?? false
      case 'StreamFailure':
        return this.#stream()?.reject(failureOf(message.streamId, message.error)) ?? false
      case 'StreamResponse': {
        const pause = (): void => this.#connection.pause()
        const resume = (): void => this.#connection.resume()
        const body = new ByteBody(pause, resume)
        const byteCount = Number(message.byteCount)
        // The bytes come whether anybody waits for them or not.
        this.#arriving = body
        this.#connection.expectRaw(byteCount, {
          onBytes: (bytes) => body.onBytes(bytes),
          onEnd: () => {
            this.#arriving = null
            body.onEnd()
          },
          onBroken: (error) => body.onBroken(error),
        })
        return this.#stream()?.resolve({ byteCount, body }) ?? false
      }
      default:
        return false
    }
  }

  failAll(error: Error): void {
    const waiting = [...this.#streams.splice(0), ...[...this.#chunks.values()].flat()]
    this.#chunks.clear()
    for (const each of waiting) each.reject(error)
  }

  #chunk(of: { streamId: bigint; chunkIndex: number }): Answering<Uint8Array> | undefined {
    const key = `${of.streamId}/${of.chunkIndex}`
    const waiting = this.#chunks.get(key)
    const first = waiting?.shift()
    if (waiting?.length === 0) this.#chunks.delete(key)
    return answering(first)
  }

  #stream(): Answering<FetchedStream> | undefined {
    return answering(this.#streams.shift())
  }

  #write(message: Message): void {
    this.#connection.writer.raw(encodeMessage(message))
    this.#connection.written()
  }
}

interface Answering<T> {
  resolve(value: T): true
  reject(error: Error): true
}

const answering = <T>(waiting: Waiting<T> | undefined): Answering<T> | undefined =>
  waiting && {
    resolve: (value) => {
      waiting.resolve(value)
      return true
    },
    reject: (error) => {
      waiting.reject(error)
      return true
    },
  }

const failureOf = (streamId: string, text: string): Error =>
  text.endsWith(' was not found.')
    ? new RpcStreamNotFoundError(streamId, 'the peer does not serve it')
    : new RpcRemoteError(text)
