import { hashKey } from '@firesteel/keys'
import type { SpillHost } from './spill-host.js'
import { type Piece, SpillWriter } from './spill-writer.js'

const BITS = 5
const PARTITIONS = 1 << BITS
/** A hash has 31 bits: deeper down, all keys of a partition have the same one. */
export const DEEPEST_LEVEL = 5

/** Something a partition was given: a batch of pairs, or a key with what its owner knows of it. */
export type SpillEntry<G> =
  | { readonly kind: 'pairs'; readonly piece: Piece }
  | { readonly kind: 'group'; readonly key: unknown; readonly group: G }

/**
 * Pairs on disk, divided by the hash of their keys, so that each part can be read back, and its table
 * made, on its own. A level takes other bits of the hash than the one above. Entries of one key keep
 * the order of the runs in which they were written.
 */
export class SpillPartitions<G = never> {
  readonly writer: SpillWriter
  readonly #level: number
  readonly #entries: SpillEntry<G>[][] = []
  readonly #keys: unknown[][] = []
  readonly #values: unknown[][] = []

  constructor(host: SpillHost, level: number) {
    this.writer = new SpillWriter(host)
    this.#level = level
    for (let i = 0; i < PARTITIONS; i++) {
      this.#entries.push([])
      this.#keys.push([])
      this.#values.push([])
    }
  }

  /** Adds a pair of the current run; `batch` of them are written together. */
  add(key: unknown, value: unknown, batch: number): void {
    const at = this.#partitionOf(key)
    const keys = this.#keys[at] as unknown[]
    keys.push(key)
    ;(this.#values[at] as unknown[]).push(value)
    if (keys.length >= batch) this.#write(at)
  }

  /** Adds a key whose values its owner wrote itself. */
  addGroup(key: unknown, group: G): void {
    this.#entries[this.#partitionOf(key)]?.push({ kind: 'group', key, group })
  }

  /** Ends a run: everything is in the file. */
  endRun(): void {
    for (let at = 0; at < PARTITIONS; at++) this.#write(at)
    this.writer.flush()
  }

  /** The parts that hold anything, each the entries of its keys; gone from here once they are taken. */
  *parts(): Generator<readonly SpillEntry<G>[], void> {
    for (let at = 0; at < PARTITIONS; at++) {
      const entries = this.#entries[at] as SpillEntry<G>[]
      this.#entries[at] = []
      if (entries.length > 0) yield entries
    }
  }

  #write(at: number): void {
    const keys = this.#keys[at] as unknown[]
    if (keys.length === 0) return
    const piece = this.writer.pairs(keys, this.#values[at] as unknown[], keys.length)
    this.#entries[at]?.push({ kind: 'pairs', piece })
    this.#keys[at] = []
    this.#values[at] = []
  }

  #partitionOf(key: unknown): number {
    // Reducers are chosen by the same hash: its bits are mixed anew, differently at each level.
    let h = (hashKey(key) + Math.imul(this.#level + 1, 0x9e3779b1)) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return (h ^ (h >>> 16)) >>> (32 - BITS)
  }
}
