import { errorFrom } from '@firesteel/errors'
import type { BroadcastFacts } from './broadcast-facts.js'
import { BroadcastPieceError } from './errors.js'
import { checksumOf, pieceRange, unpackPiece } from './piece.js'

/** Who has pieces; `Peer` says where a process is. */
export interface BroadcastPeers<Peer> {
  /** Asks the driver; rejects when it was destroyed or is unknown. */
  facts(broadcastId: number): Promise<BroadcastFacts>
  /** The other executors that have a piece now. */
  holders(broadcastId: number, piece: number): Promise<readonly Peer[]>
  /** Fetches a piece as it travels, from the driver when no peer is said. */
  fetch(broadcastId: number, piece: number, peer?: Peer): Promise<Uint8Array>
  /** Tells the driver that this executor has a piece to give. */
  stored(broadcastId: number, piece: number): void
}

/** What an {@link ExecutorBroadcasts} is made of. */
export interface ExecutorBroadcastsOptions<Peer> {
  readonly peers: BroadcastPeers<Peer>
  /** A number in [0, 1): in which order pieces and peers are asked. */
  readonly random: () => number
}

/** Pieces of one broadcast that are fetched at the same time. */
const IN_FLIGHT = 4

interface Entry {
  readonly value: Promise<SharedArrayBuffer>
  /** As they travelled, for others. */
  readonly pieces: Map<number, Uint8Array>
}

/**
 * The broadcasts of one executor: fetched once, in pieces and in random order, from the driver or from
 * executors that have them, and put together in memory that all slots read. Each piece is given to others as
 * soon as it is here.
 * @see org.apache.spark.broadcast.TorrentBroadcast
 */
export class ExecutorBroadcasts<Peer> {
  readonly #options: ExecutorBroadcastsOptions<Peer>
  readonly #entries = new Map<number, Entry>()

  constructor(options: ExecutorBroadcastsOptions<Peer>) {
    this.#options = options
  }

  /**
   * The encoded value. Rejects with {@link BroadcastPieceError} when a piece can be had from nobody; whoever
   * asks again tries again.
   */
  load(broadcastId: number): Promise<SharedArrayBuffer> {
    const known = this.#entries.get(broadcastId)
    if (known !== undefined) return known.value
    const pieces = new Map<number, Uint8Array>()
    const entry = { pieces, value: this.#fetchAll(broadcastId, pieces) }
    this.#entries.set(broadcastId, entry)
    entry.value.catch(() => {
      if (this.#entries.get(broadcastId) === entry) this.#entries.delete(broadcastId)
    })
    return entry.value
  }

  /** A piece as it travels, if it is here. */
  piece(broadcastId: number, index: number): Uint8Array | undefined {
    return this.#entries.get(broadcastId)?.pieces.get(index)
  }

  /** Forgets a broadcast; whether it was here. */
  remove(broadcastId: number): boolean {
    return this.#entries.delete(broadcastId)
  }

  async #fetchAll(id: number, pieces: Map<number, Uint8Array>): Promise<SharedArrayBuffer> {
    const facts = await this.#options.peers.facts(id)
    const shared = new SharedArrayBuffer(facts.byteLength)
    const waiting = shuffled([...facts.checksums.keys()], this.#options.random).values()
    const fetchNext = async (): Promise<void> => {
      for (const index of waiting) {
        const { packed, plain } = await this.#fetchPiece(id, index, facts)
        const [from] = pieceRange(index, facts.byteLength, facts.pieceBytes)
        new Uint8Array(shared).set(plain, from)
        pieces.set(index, packed)
        this.#options.peers.stored(id, index)
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, fetchNext))
    return shared
  }

  /** From any peer that has it; at last from the driver. */
  async #fetchPiece(
    id: number,
    index: number,
    facts: BroadcastFacts,
  ): Promise<{ readonly packed: Uint8Array; readonly plain: Uint8Array }> {
    const { peers, random } = this.#options
    const holders: readonly Peer[] = await peers.holders(id, index).catch(() => [])
    // The driver is one of those who have it, so that it serves its share and no more.
    const anyone = shuffled<Peer | undefined>([...holders, undefined], random)
    const sources = [...anyone.slice(0, anyone.indexOf(undefined)), undefined]
    let failure: Error | undefined
    for (const peer of sources) {
      try {
        const packed = await peers.fetch(id, index, peer)
        const plain = await unpackPiece(packed)
        if (checksumOf(plain) === facts.checksums[index]) return { packed, plain }
        failure = new Error('its checksum is wrong')
      } catch (error) {
        failure = errorFrom(error)
      }
    }
    throw new BroadcastPieceError(id, index, failure?.message ?? 'nobody has it', failure)
  }
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const out = [...values]
  for (let last = out.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[out[last], out[other]] = [out[other] as T, out[last] as T]
  }
  return out
}
