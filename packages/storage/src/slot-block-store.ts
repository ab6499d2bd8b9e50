import { type BlockId, blockName, parseBlockName } from './block-id.js'
import { estimateSize } from './estimate-size.js'
import { type EvictionCandidate, planEviction } from './plan-eviction.js'

/** What came of a put. */
export interface PutResult {
  /** False when the block does not fit, whatever were evicted; nothing was evicted then. */
  readonly stored: boolean
  readonly sizeBytes: number
  /** Blocks that had to go, oldest use first. */
  readonly evicted: readonly BlockId[]
}

interface Entry extends EvictionCandidate {
  readonly values: readonly unknown[]
}

/**
 * The deserialized blocks of one task slot: arrays of rows in its own heap. Holds at most
 * `maxBytes` (estimated); what was not used for the longest time goes first.
 * @see org.apache.spark.storage.memory.MemoryStore
 */
export class SlotBlockStore {
  readonly maxBytes: number
  readonly #estimate: (values: readonly unknown[]) => number
  /** In the order of use, least recent first. */
  readonly #entries = new Map<string, Entry>()
  #bytes = 0

  constructor(options: {
    readonly maxBytes: number
    readonly estimate?: ((values: readonly unknown[]) => number) | undefined
  }) {
    this.maxBytes = options.maxBytes
    this.#estimate = options.estimate ?? estimateSize
  }

  /** Estimated bytes of all blocks. */
  get usedBytes(): number {
    return this.#bytes
  }

  /** Keeps a block, over any with its name; evicts others where that makes room. */
  put(id: BlockId, values: readonly unknown[]): PutResult {
    const name = blockName(id)
    const sizeBytes = this.#estimate(values)
    const rddId = id.kind === 'rdd' ? id.rddId : undefined
    const freed = this.#entries.get(name)?.sizeBytes ?? 0
    const others = [...this.#entries.values()].filter((each) => each.name !== name)
    const excess = this.#bytes - freed + sizeBytes - this.maxBytes
    const victims = planEviction(others, excess, rddId)
    if (victims === undefined) return { stored: false, sizeBytes, evicted: [] }
    const evicted = victims.map(parseBlockName)
    for (const victim of [name, ...victims]) this.#drop(victim)
    this.#entries.set(name, { name, values, sizeBytes, rddId })
    this.#bytes += sizeBytes
    return { stored: true, sizeBytes, evicted }
  }

  /** The rows of a block, which count as used now; undefined when it is not there. */
  get(id: BlockId): readonly unknown[] | undefined {
    const name = blockName(id)
    const entry = this.#entries.get(name)
    if (entry === undefined) return undefined
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    return entry.values
  }

  has(id: BlockId): boolean {
    return this.#entries.has(blockName(id))
  }

  /** Its estimated size; undefined when it is not there. */
  size(id: BlockId): number | undefined {
    return this.#entries.get(blockName(id))?.sizeBytes
  }

  /** True when it was there. */
  remove(id: BlockId): boolean {
    return this.#drop(blockName(id))
  }

  /** Removes all blocks of a dataset; returns them. */
  removeRdd(rddId: number): BlockId[] {
    const removed = this.ids().filter((id) => id.kind === 'rdd' && id.rddId === rddId)
    for (const id of removed) this.remove(id)
    return removed
  }

  /** All blocks, least recently used first. */
  ids(): BlockId[] {
    return [...this.#entries.keys()].map(parseBlockName)
  }

  #drop(name: string): boolean {
    this.#bytes -= this.#entries.get(name)?.sizeBytes ?? 0
    return this.#entries.delete(name)
  }
}
