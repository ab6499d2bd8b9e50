import { open } from 'node:fs/promises'
import type { Logger } from '@firesteel/logging'
import { errorFrom } from '@firesteel/errors'
import { encodeMessage, type Message } from '../wire/message.js'
import { ByteBody } from './byte-body.js'
import type { Connection } from './connection.js'
import type { RawHandler } from './raw-handler.js'
import type { ServedBody, ServedStream, StreamOpener } from './served-stream.js'

const FILE_CHUNK_BYTES = 256 * 1024

/**
 * The serving side of Spark's transport level: RPC bytes, chunks, streams, uploads.
 * A failing handler fails its own request; only a broken body, after which no frame can be found, closes.
 * @see org.apache.spark.network.server.TransportRequestHandler
 */
export class TransportResponder {
  readonly #connection: Connection
  readonly #handler: RawHandler
  readonly #openStream: StreamOpener
  readonly #logger: Logger
  /** Answers with bodies go out one after the other, in the order of their requests. */
  #bodies: Promise<void> = Promise.resolve()

  constructor(
    connection: Connection,
    handler: RawHandler,
    openStream: StreamOpener,
    logger: Logger,
  ) {
    this.#connection = connection
    this.#handler = handler
    this.#openStream = openStream
    this.#logger = logger
  }

  /** Takes a request; false when the message is none. */
  request(message: Message): boolean {
    switch (message.type) {
      case 'RpcRequest':
        this.#answerRpc(message.requestId, async () => {
          if (this.#handler.receive === undefined) throw new Error('This process serves no raw RPC')
          return this.#handler.receive(Buffer.from(message.body), this.#connection)
        })
        return true
      case 'OneWayMessage':
        this.#oneWay(message.body)
        return true
      case 'ChunkFetchRequest':
        void this.#chunk(message.streamId, message.chunkIndex)
        return true
      case 'StreamRequest':
        this.#stream(message.streamId)
        return true
      case 'UploadStream':
        this.#upload(message.requestId, Buffer.from(message.meta), Number(message.byteCount))
        return true
      case 'MergedBlockMetaRequest':
        void this.#mergedBlockMeta(message)
        return true
      default:
        return false
    }
  }

  #oneWay(body: Uint8Array): void {
    try {
      if (this.#handler.receiveOneWay === undefined) {
        throw new Error('This process serves no raw one-way messages')
      }
      this.#handler.receiveOneWay(Buffer.from(body), this.#connection)
    } catch (error) {
      this.#logger.error({ err: error, peer: this.#peer }, 'a raw one-way message failed')
    }
  }

  #answerRpc(requestId: bigint, answer: () => Promise<Uint8Array>): void {
    answer().then(
      (body) => this.#write({ type: 'RpcResponse', requestId, body }),
      (error) => this.#write({ type: 'RpcFailure', requestId, error: stackOf(error) }),
    )
  }

  async #chunk(streamId: bigint, chunkIndex: number): Promise<void> {
    try {
      if (this.#handler.getChunk === undefined) throw new Error('This process serves no chunks')
      const body = await this.#handler.getChunk(streamId, chunkIndex)
      this.#write({ type: 'ChunkFetchSuccess', streamId, chunkIndex, body })
    } catch (error) {
      this.#write({ type: 'ChunkFetchFailure', streamId, chunkIndex, error: stackOf(error) })
    }
  }

  async #mergedBlockMeta(
    request: Message & { readonly type: 'MergedBlockMetaRequest' },
  ): Promise<void> {
    const { requestId } = request
    try {
      if (this.#handler.mergedBlockMeta === undefined) {
        throw new Error('This process serves no merged blocks')
      }
      const { numChunks, bitmaps } = await this.#handler.mergedBlockMeta(request)
      this.#write({ type: 'MergedBlockMetaSuccess', requestId, numChunks, body: bitmaps })
    } catch (error) {
      this.#write({ type: 'RpcFailure', requestId, error: stackOf(error) })
    }
  }

  #stream(streamId: string): void {
    this.#bodies = this.#bodies.then(async () => {
      let served: ServedStream | null
      let body: ServedBody
      try {
        served = await this.#openStream(streamId)
        if (served === null) {
          const error = `Stream '${streamId}' was not found.`
          this.#write({ type: 'StreamFailure', streamId, error })
          return
        }
        body = await served.open()
      } catch (error) {
        this.#write({ type: 'StreamFailure', streamId, error: stackOf(error) })
        return
      }
      try {
        await this.#sendBody(streamId, served.byteCount, body)
      } catch (error) {
        const why = errorFrom(error)
        this.#logger.error({ err: why, peer: this.#peer, streamId }, 'a stream broke off')
        this.#connection.destroy(why)
      }
    })
  }

  async #sendBody(streamId: string, byteCount: number, body: ServedBody): Promise<void> {
    const head = encodeMessage({ type: 'StreamResponse', streamId, byteCount: BigInt(byteCount) })
    const connection = this.#connection
    if (body instanceof Uint8Array) {
      if (body.length !== byteCount) throw wrongLength(streamId, byteCount, body.length)
      connection.writer.raw(head)
      connection.writer.raw(body)
      connection.written()
      return
    }
    connection.beginBody()
    try {
      await connection.writeBody(head)
      let sent = 0
      for await (const piece of 'file' in body ? filePieces(body) : body) {
        if (!connection.isOpen) return
        const bytes = piece as Uint8Array
        sent += bytes.length
        if (sent > byteCount) throw wrongLength(streamId, byteCount, sent)
        await connection.writeBody(bytes)
      }
      if (sent !== byteCount) throw wrongLength(streamId, byteCount, sent)
    } finally {
      connection.endBody()
    }
  }

  #upload(requestId: bigint, meta: Buffer, byteCount: number): void {
    const connection = this.#connection
    const body = new ByteBody(
      () => connection.pause(),
      () => connection.resume(),
    )
    connection.expectRaw(byteCount, body)
    this.#answerRpc(requestId, async () => {
      try {
        if (this.#handler.receiveStream === undefined) {
          throw new Error('This process takes no uploads')
        }
        return await this.#handler.receiveStream(meta, byteCount, body, connection)
      } finally {
        body.discard()
      }
    })
  }

  #write(message: Message): void {
    if (!this.#connection.isOpen) return
    this.#connection.writer.raw(encodeMessage(message))
    this.#connection.written()
  }

  get #peer(): string {
    return this.#connection.remoteAddress.hostPort
  }
}

async function* filePieces(part: {
  readonly file: string
  readonly offset: number
  readonly length: number
}): AsyncGenerator<Uint8Array> {
  const file = await open(part.file, 'r')
  try {
    let at = part.offset
    const end = part.offset + part.length
    while (at < end) {
      const buffer = Buffer.allocUnsafe(Math.min(FILE_CHUNK_BYTES, end - at))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

const wrongLength = (streamId: string, promised: number, found: number): Error =>
  new Error(`Stream '${streamId}' has ${found} bytes instead of the ${promised} that were promised`)

const stackOf = (error: unknown): string => {
  const from = errorFrom(error)
  return from.stack ?? from.message
}
