import { getHeapStatistics } from 'node:v8'
import type { Extension } from '@firesteel/serializer'
import { GroupTooLargeError } from '../errors.js'
import type { Group } from '../group.js'
import type { SpillHost } from './spill-host.js'
import { type Piece, type SpillWriter, readRows } from './spill-writer.js'

/** What an array of the rows of a spill file takes on the heap, at least, for each byte in the file. */
const HEAP_PER_BYTE = 3

/** Whether this thread ever made one: until then nobody needs to look for them. */
let anyMade = false

/** Where a group belongs, for messages. */
export interface GroupPlace {
  readonly key: unknown
  /** `groupByKey at app.ts:3` */
  readonly site: string
}

/**
 * A group most of whose values are in a spill file; see {@link Group}. Values come in the order in which
 * they were appended. Each iteration reads the file anew and holds one batch at a time.
 */
export class LargeGroup implements Group<unknown> {
  readonly #host: SpillHost
  readonly #place: GroupPlace
  readonly #parts: (Piece | unknown[])[]
  #length: number

  constructor(host: SpillHost, place: GroupPlace, values: unknown[]) {
    anyMade = true
    this.#host = host
    this.#place = place
    this.#parts = values.length === 0 ? [] : [values]
    this.#length = values.length
  }

  get length(): number {
    return this.#length
  }

  /** Appends values that stay in memory until `unload`. */
  append(values: readonly unknown[]): void {
    const last = this.#parts.at(-1)
    this.#length += values.length
    if (!Array.isArray(last)) this.#parts.push([...values])
    else for (const value of values) last.push(value)
  }

  /** Appends what is on disk already. */
  appendPieces(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      this.#parts.push(piece)
      this.#length += piece.count
    }
  }

  /** Writes what is in memory, `batch` values at a time; returns all pieces. */
  unload(writer: SpillWriter, batch: number): readonly Piece[] {
    return this.#parts.flatMap((part) =>
      Array.isArray(part) ? writeRows(writer, part, batch) : part,
    )
  }

  /** The values, some at a time. */
  *chunks(): Generator<readonly unknown[], void> {
    for (const part of this.#parts) {
      this.#host.checkKilled()
      yield Array.isArray(part) ? part : readRows(part, this.#host)
    }
  }

  *[Symbol.iterator](): Generator<unknown, void> {
    for (const chunk of this.chunks()) yield* chunk
  }

  at(index: number): unknown {
    const place = index < 0 ? this.#length + index : index
    return this.slice(place, place + 1)[0]
  }

  every(test: (value: unknown, index: number) => unknown): boolean {
    return !this.some((value, index) => !test(value, index))
  }

  filter(test: (value: unknown, index: number) => unknown): unknown[] {
    const kept: unknown[] = []
    this.forEach((value, index) => {
      if (test(value, index)) kept.push(value)
    })
    return kept
  }

  find(test: (value: unknown, index: number) => unknown): unknown {
    let index = 0
    for (const value of this) if (test(value, index++)) return value
    return undefined
  }

  flatMap<U>(fn: (value: unknown, index: number) => U | readonly U[]): U[] {
    const all: U[] = []
    this.forEach((value, index) => {
      const made = fn(value, index)
      if (Array.isArray(made)) for (const each of made as readonly U[]) all.push(each)
      else all.push(made as U)
    })
    return all
  }

  forEach(fn: (value: unknown, index: number) => void): void {
    let index = 0
    for (const chunk of this.chunks()) for (const value of chunk) fn(value, index++)
  }

  includes(wanted: unknown): boolean {
    return this.some((value) => value === wanted || (value !== value && wanted !== wanted))
  }

  join(separator?: string): string {
    return this.slice().join(separator)
  }

  map<U>(fn: (value: unknown, index: number) => U): U[] {
    const made: U[] = []
    this.forEach((value, index) => made.push(fn(value, index)))
    return made
  }

  reduce(fn: (sum: never, value: unknown, index: number) => unknown, ...initial: unknown[]): never {
    let empty = initial.length === 0
    let sum = initial[0]
    if (empty && this.#length === 0)
      throw new TypeError('Reduce of empty group with no initial value')
    this.forEach((value, index) => {
      sum = empty ? value : fn(sum as never, value, index)
      empty = false
    })
    return sum as never
  }

  slice(start = 0, end = this.#length): unknown[] {
    const from = start < 0 ? Math.max(0, this.#length + start) : start
    const to = end < 0 ? this.#length + end : Math.min(end, this.#length)
    const some: unknown[] = []
    if (from >= to) return some
    let index = 0
    for (const value of this) {
      if (index >= from) some.push(value)
      index += 1
      if (index >= to) break
    }
    return some
  }

  some(test: (value: unknown, index: number) => unknown): boolean {
    let index = 0
    for (const value of this) if (test(value, index++)) return true
    return false
  }

  /** All values in an array; throws {@link GroupTooLargeError} when the heap has no room for that. */
  toArray(): unknown[] {
    const bytes = this.#parts.reduce(
      (sum, part) => sum + (Array.isArray(part) ? 0 : part.length),
      0,
    )
    const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
    if (bytes * HEAP_PER_BYTE > Math.max(0, limit - used)) {
      throw new GroupTooLargeError(this.#place, this.#length, bytes, limit)
    }
    return this.slice()
  }

  /** As an array has it. */
  toJSON(): unknown[] {
    return this.toArray()
  }
}

/** Writes an array's rows, `batch` at a time. */
export function writeRows(writer: SpillWriter, rows: readonly unknown[], batch: number): Piece[] {
  const pieces: Piece[] = []
  for (let from = 0; from < rows.length; from += batch) {
    pieces.push(writer.rows(rows, from, Math.min(rows.length, from + batch)))
  }
  return pieces
}

/** Whether a row, as groupings hand them out, reads from a file that ends with its task. */
export function holdsLargeGroup(row: unknown): boolean {
  if (!anyMade || !Array.isArray(row)) return false
  const [, value] = row as readonly unknown[]
  const isLarge = (each: unknown): boolean => each instanceof LargeGroup
  return isLarge(value) || (Array.isArray(value) && value.some(isLarge))
}

/** How groups travel: as arrays. For every serializer of rows. */
export const groupExtension: Extension = {
  tag: 'Group',
  matches: (value): value is LargeGroup => value instanceof LargeGroup,
  encode: (group) => (group as LargeGroup).toArray(),
  decode: (values) => values,
}
