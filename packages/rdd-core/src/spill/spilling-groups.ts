import { KeyIndex } from '@firesteel/keys'
import type { PairBatch } from '../task-runtime.js'
import { LargeGroup, writeRows } from './large-group.js'
import { sizeOf } from './size-of.js'
import type { SpillHost } from './spill-host.js'
import { DEEPEST_LEVEL, type SpillEntry, SpillPartitions } from './spill-partitions.js'
import { type Piece, batchRecords, readPairs } from './spill-writer.js'
import { FIRST_LOOK, TableMemory } from './table-memory.js'

/** A group that is larger than this goes to disk by itself, and is never read back whole. */
const LARGE_BYTES = 1 << 18

type Side = unknown[] | LargeGroup

/**
 * As `SpillingTable`, for groups. A combiner is the array of a key's values or, when `sides` is given, an
 * array of so many of those. A group that outgrew memory is a `LargeGroup`
 * in the result, so that nothing has to hold it whole.
 */
export class SpillingGroups {
  readonly #host: SpillHost
  /** Undefined when a combiner is the group itself. */
  readonly #sides: number | undefined
  readonly #site: string
  readonly #level: number
  readonly #memory: TableMemory
  #spilled: SpillPartitions<readonly Piece[][]> | undefined
  #before = 0
  #valueBytes = 0
  #valuesSeen = 0

  constructor(host: SpillHost, sides: number | undefined, site: string, level = 0) {
    this.#host = host
    this.#sides = sides
    this.#site = site
    this.#level = level
    this.#memory = new TableMemory(host.memory)
  }

  /** Values to put in before `isFull` is asked again. */
  get interval(): number {
    return this.#memory.interval
  }

  /** Whether the table, after `values` values of which `latest` is one, must be spilled. */
  isFull(values: number, index: KeyIndex, latest: unknown): boolean {
    this.#valueBytes += sizeOf(latest)
    this.#valuesSeen += 1
    const each = this.#valueSize()
    const full = this.#memory.isFullOfGroups(values - this.#before, index, this.#sides ?? 1, each)
    if (!full || this.#level > DEEPEST_LEVEL) return false
    this.#before = values
    return true
  }

  /** Puts all of the table on disk. */
  spill(index: KeyIndex, combiners: readonly unknown[]): void {
    const { estimate } = this.#memory
    const each = this.#valueSize() + 16
    const rows = batchRecords(each)
    const pairs = batchRecords(estimate / Math.max(1, combiners.length))
    const spilled = (this.#spilled ??= new SpillPartitions(this.#host, this.#level))
    const { writer } = spilled
    for (let i = 0; i < combiners.length; i++) {
      if ((i & 1023) === 0) this.#host.checkKilled()
      const sides = this.#sidesOf(combiners[i])
      if (sides.every((side) => Array.isArray(side)) && lengthOf(sides) * each < LARGE_BYTES) {
        spilled.add(index.keys[i], combiners[i], pairs)
        continue
      }
      const pieces = sides.map((side) =>
        Array.isArray(side) ? writeRows(writer, side, rows) : [...side.unload(writer, rows)],
      )
      spilled.addGroup(index.keys[i], pieces)
    }
    spilled.endRun()
    this.#host.metrics.memoryBytesSpilled += Math.round(estimate)
    this.#memory.clear()
  }

  /** Every key with its groups. The table is not to be touched any more. */
  *result(index: KeyIndex, combiners: unknown[]): Generator<PairBatch, void> {
    if (this.#spilled === undefined) {
      yield { keys: index.keys, values: combiners }
      this.#memory.clear()
      return
    }
    if (combiners.length > 0) this.spill(index, combiners)
    // The file stays: groups that are handed out read from it until the task is over.
    for (const entries of this.#spilled.parts()) yield* this.#mergePart(entries)
  }

  *#mergePart(entries: readonly SpillEntry<readonly Piece[][]>[]): Generator<PairBatch, void> {
    const groups = new SpillingGroups(this.#host, this.#sides, this.#site, this.#level + 1)
    let index = new KeyIndex()
    let combiners: unknown[] = []
    let values = 0
    let due = FIRST_LOOK
    const make = (): unknown =>
      this.#sides === undefined ? [] : Array.from({ length: this.#sides }, () => [])
    const look = (latest: unknown) => {
      if (values < due) return
      if (groups.isFull(values, index, latest)) {
        groups.spill(index, combiners)
        index = new KeyIndex()
        combiners = []
      }
      due = values + groups.interval
    }
    for (const entry of entries) {
      this.#host.checkKilled()
      if (entry.kind === 'group') {
        const at = index.place(entry.key)
        if (at === combiners.length) combiners.push(make())
        combiners[at] = this.#withPieces(entry.key, combiners[at], entry.group)
        continue
      }
      const { keys, values: more } = readPairs(entry.piece, this.#host)
      for (let i = 0; i < keys.length; i++) {
        const at = index.place(keys[i])
        if (at === combiners.length) combiners.push(make())
        const added = this.#sidesOf(more[i]) as unknown[][]
        this.#sidesOf(combiners[at]).forEach((side, which) =>
          append(side, added[which] as unknown[]),
        )
        values += lengthOf(added)
        look(added.find((side) => side.length > 0)?.[0])
      }
    }
    yield* groups.result(index, combiners)
  }

  #withPieces(key: unknown, combiner: unknown, pieces: readonly Piece[][]): unknown {
    const sides = this.#sidesOf(combiner).map((side, which) => {
      const more = pieces[which] as Piece[]
      if (more.length === 0) return side
      const place = { key, site: this.#site }
      const large = Array.isArray(side) ? new LargeGroup(this.#host, place, side) : side
      large.appendPieces(more)
      return large
    })
    return this.#sides === undefined ? sides[0] : sides
  }

  #sidesOf(combiner: unknown): readonly Side[] {
    return this.#sides === undefined ? [combiner as Side] : (combiner as Side[])
  }

  /** The mean over all values looked at so far. */
  #valueSize(): number {
    return this.#valueBytes / Math.max(1, this.#valuesSeen)
  }
}

function append(to: Side, more: readonly unknown[]): void {
  if (Array.isArray(to)) for (const value of more) to.push(value)
  else to.append(more)
}

const lengthOf = (sides: readonly Side[]): number =>
  sides.reduce((sum, side) => sum + side.length, 0)
