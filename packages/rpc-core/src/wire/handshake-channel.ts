import { RpcProtocolError } from '../errors.js'
import { RecordOpener, RecordSealer } from './sealed-records.js'

const MAX_MESSAGE_BYTES = 64 * 1024
/** More than one read of a socket, so that frames may follow the handshake closely. */
const MAX_EARLY_BYTES = 1024 * 1024

/** The bytes of a connection during its handshake, as a conversation: write, then await what comes. */
export class HandshakeChannel {
  readonly #write: (bytes: Uint8Array) => void
  #queue: Buffer[] = []
  #bytes = 0
  #waiting: { wanted: number; resolve: () => void; reject: (error: Error) => void } | null = null
  #closed: Error | null = null
  #opener: RecordOpener | null = null
  #sealer: RecordSealer | null = null

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write
  }

  get opener(): RecordOpener | null {
    return this.#opener
  }

  get sealer(): RecordSealer | null {
    return this.#sealer
  }

  /** Takes bytes from the network; throws when they are no valid records. */
  feed(chunk: Buffer): void {
    for (const piece of this.#opener === null ? [chunk] : this.#opener.open(chunk)) {
      this.#queue.push(piece)
      this.#bytes += piece.length
    }
    if (this.#bytes > MAX_EARLY_BYTES) {
      throw new RpcProtocolError(`${this.#bytes} bytes came before the handshake was over`)
    }
    const waiting = this.#waiting
    if (waiting !== null && this.#bytes >= waiting.wanted) {
      this.#waiting = null
      waiting.resolve()
    }
  }

  /** Fails the read that is waiting and every later one. */
  close(error: Error): void {
    this.#closed ??= error
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.reject(error)
  }

  async peek(byteCount: number): Promise<Buffer> {
    if (this.#bytes < byteCount) {
      if (this.#closed !== null) throw this.#closed
      await new Promise<void>((resolve, reject) => {
        this.#waiting = { wanted: byteCount, resolve, reject }
      })
    }
    const all = this.#gathered()
    return all.subarray(0, byteCount)
  }

  async read(byteCount: number): Promise<Buffer> {
    const bytes = await this.peek(byteCount)
    const all = this.#gathered()
    this.#queue = [all.subarray(byteCount)]
    this.#bytes -= byteCount
    return bytes
  }

  write(bytes: Uint8Array): void {
    if (this.#sealer === null) this.#write(bytes)
    else for (const record of this.#sealer.seal(bytes)) this.#write(record)
  }

  /** A JSON value behind its length. */
  writeMessage(value: unknown): Buffer {
    const bytes = Buffer.from(JSON.stringify(value), 'utf8')
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(bytes.length)
    this.write(Buffer.concat([length, bytes]))
    return bytes
  }

  /** The next message: its fields, and its bytes as they came. */
  async readMessage(): Promise<[Record<string, unknown>, Buffer]> {
    const size = (await this.read(4)).readUInt32BE(0)
    if (size > MAX_MESSAGE_BYTES) throw new RpcProtocolError(`A handshake message of ${size} bytes`)
    const bytes = await this.read(size)
    let value: unknown
    try {
      value = JSON.parse(bytes.toString('utf8'))
    } catch (cause) {
      throw new RpcProtocolError('A handshake message is not JSON', cause)
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new RpcProtocolError('A handshake message is no object')
    }
    return [value as Record<string, unknown>, bytes]
  }

  /** From here on everything is encrypted, what has already arrived included. */
  encrypt(ownKey: Buffer, peerKey: Buffer): void {
    this.#sealer = new RecordSealer(ownKey)
    this.#opener = new RecordOpener(peerKey)
    const early = this.rest()
    if (early.length > 0) this.feed(early)
  }

  /** What came and was not read. */
  rest(): Buffer {
    const all = this.#gathered()
    this.#queue = []
    this.#bytes = 0
    return all
  }

  #gathered(): Buffer {
    if (this.#queue.length !== 1) this.#queue = [Buffer.concat(this.#queue)]
    return this.#queue[0] as Buffer
  }
}
