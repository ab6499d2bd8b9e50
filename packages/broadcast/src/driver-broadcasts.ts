import { Broadcast } from './broadcast.js'
import type { BroadcastFacts } from './broadcast-facts.js'
import type { BroadcastSettings } from './conf.js'
import { BroadcastDestroyedError, BroadcastUnknownError } from './errors.js'
import { checksumOf, packPiece, pieceCount, pieceRange } from './piece.js'

/** What a {@link DriverBroadcasts} is made of. */
export interface DriverBroadcastsOptions extends BroadcastSettings {
  /** Has every executor, and every slot, forget its copy. */
  forget(broadcastId: number): Promise<unknown>
  /** Where the user's program is now. */
  site(): string
}

interface Entry {
  readonly bytes: SharedArrayBuffer
  facts: BroadcastFacts | undefined
  /** Packed when somebody asks for them. */
  readonly packed: Map<number, Promise<Uint8Array>>
}

/**
 * The broadcasts of one driver: their bytes, and what executors ask of them. Values themselves are held by
 * the handles only.
 * @see org.apache.spark.broadcast.BroadcastManager
 */
export class DriverBroadcasts {
  readonly #options: DriverBroadcastsOptions
  readonly #entries = new Map<number, Entry>()
  readonly #destroyed = new Map<number, string>()
  #lastId = -1

  constructor(options: DriverBroadcastsOptions) {
    this.#options = options
  }

  /** A broadcast of `value`, whose encoding is `bytes`. */
  create<T>(value: T, bytes: SharedArrayBuffer): Broadcast<T> {
    const id = ++this.#lastId
    this.#entries.set(id, { bytes, facts: undefined, packed: new Map() })
    return new Broadcast(id, {
      read: () => {
        this.#assertAlive(id)
        return value
      },
      refusal: () => this.#refusal(id)?.message,
      unpersist: async () => {
        this.#assertAlive(id)
        await this.#options.forget(id)
      },
      destroy: () => this.destroy(id),
    })
  }

  /** The encoded value. Throws {@link BroadcastDestroyedError} or {@link BroadcastUnknownError}. */
  bytes(broadcastId: number): SharedArrayBuffer {
    return this.#entry(broadcastId).bytes
  }

  /** What is needed to fetch it. Throws as {@link bytes} does. */
  facts(broadcastId: number): BroadcastFacts {
    const entry = this.#entry(broadcastId)
    entry.facts ??= this.#factsOf(entry.bytes)
    return entry.facts
  }

  /** A piece as it travels; undefined when there is none. */
  piece(broadcastId: number, index: number): Promise<Uint8Array> | undefined {
    const entry = this.#entries.get(broadcastId)
    if (entry === undefined) return undefined
    const { pieceBytes, compress } = this.#options
    if (!(index < pieceCount(entry.bytes.byteLength, pieceBytes))) return undefined
    let packed = entry.packed.get(index)
    if (packed === undefined) {
      packed = packPiece(this.#plainPiece(entry.bytes, index), compress)
      entry.packed.set(index, packed)
    }
    return packed
  }

  /** Forgets a broadcast for good, here and on the executors; known ones only, and once. */
  async destroy(broadcastId: number): Promise<void> {
    if (!this.#entries.delete(broadcastId)) return
    this.#destroyed.set(broadcastId, this.#options.site())
    await this.#options.forget(broadcastId)
  }

  /** As {@link destroy}, of one whose handle is garbage: nobody will ask why. */
  async clean(broadcastId: number): Promise<void> {
    this.#destroyed.delete(broadcastId)
    if (this.#entries.delete(broadcastId)) await this.#options.forget(broadcastId)
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.size
  }

  #entry(broadcastId: number): Entry {
    this.#assertAlive(broadcastId)
    return this.#entries.get(broadcastId) as Entry
  }

  #assertAlive(broadcastId: number): void {
    const refusal = this.#refusal(broadcastId)
    if (refusal !== undefined) throw refusal
  }

  #refusal(broadcastId: number): Error | undefined {
    if (this.#entries.has(broadcastId)) return undefined
    const site = this.#destroyed.get(broadcastId)
    return site === undefined
      ? new BroadcastUnknownError(broadcastId)
      : new BroadcastDestroyedError(broadcastId, site)
  }

  #factsOf(bytes: SharedArrayBuffer): BroadcastFacts {
    const { pieceBytes } = this.#options
    const count = pieceCount(bytes.byteLength, pieceBytes)
    const checksums = Array.from({ length: count }, (_, index) =>
      checksumOf(this.#plainPiece(bytes, index)),
    )
    return { byteLength: bytes.byteLength, pieceBytes, checksums }
  }

  /** A copy: zlib and sockets take no shared memory. */
  #plainPiece(bytes: SharedArrayBuffer, index: number): Uint8Array {
    const [from, until] = pieceRange(index, bytes.byteLength, this.#options.pieceBytes)
    return Uint8Array.from(new Uint8Array(bytes, from, until - from))
  }
}
