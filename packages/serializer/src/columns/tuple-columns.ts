import { types } from 'node:util'
import { arrayOf } from '../array-of.js'
import { MAX_WIDTH } from './column-kind.js'

/** What a column of cells can hold whatever the rest of the row is; functions and symbols are refused elsewhere, with a path. */
function isPrimitive(value: unknown): boolean {
  switch (typeof value) {
    case 'object':
      return value === null
    case 'function':
    case 'symbol':
      return false
    default:
      return true
  }
}

/** An object that holds no other object. */
function isFlat(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === Array.prototype) return Array.isArray(value) && value.every(isPrimitive)
  if (prototype === Date.prototype) return types.isDate(value)
  if (prototype !== Object.prototype) return false
  for (const name of Object.keys(value)) {
    if (!isPrimitive((value as Record<string, unknown>)[name])) return false
  }
  return true
}

/**
 * True when `cell`, the value of row `at` for column `c`, can go into a column: objects may be shared
 * within a row, but flat ones that are there once are not. Otherwise rows are written whole.
 */
function fits(cell: unknown, at: number, c: number, columns: readonly unknown[][]): boolean {
  if (isPrimitive(cell)) return true
  if (typeof cell !== 'object' || !isFlat(cell as object)) return false
  for (let before = 0; before < c; before++) if (columns[before]?.[at] === cell) return false
  return true
}

const emptyColumns = (width: number, count: number): unknown[][] =>
  Array.from({ length: width }, () => arrayOf<unknown>(count))

/** A column for each position of `rows[from..to]`; undefined unless all are arrays of one length and of cells that fit. */
export function tupleColumns(
  rows: readonly unknown[],
  from: number,
  to: number,
): unknown[][] | undefined {
  const width = (rows[from] as readonly unknown[]).length
  const columns = emptyColumns(width, to - from)
  for (let i = from; i < to; i++) {
    const row = rows[i]
    if (!Array.isArray(row) || row.length !== width) return undefined
    if (Object.getPrototypeOf(row) !== Array.prototype) return undefined
    for (let c = 0; c < width; c++) {
      const cell = row[c] as unknown
      if (!fits(cell, i - from, c, columns)) return undefined
      ;(columns[c] as unknown[])[i - from] = cell
    }
  }
  return columns
}

/** Objects with the same names in the same order. */
export interface RecordColumns {
  readonly names: readonly string[]
  readonly columns: unknown[][]
}

/**
 * A column for each property of `rows[from..to]`; undefined unless all have this prototype and the
 * same names, and hold cells that fit.
 */
export function recordColumns(
  rows: readonly unknown[],
  from: number,
  to: number,
  prototype: object = Object.prototype,
): RecordColumns | undefined {
  const names = Object.keys(rows[from] as object)
  const width = names.length
  if (width === 0 || width > MAX_WIDTH) return undefined
  const columns = emptyColumns(width, to - from)
  for (let i = from; i < to; i++) {
    const row = rows[i]
    if (typeof row !== 'object' || row === null) return undefined
    if (Object.getPrototypeOf(row) !== prototype) return undefined
    const found = Object.keys(row)
    if (found.length !== width) return undefined
    for (let c = 0; c < width; c++) {
      const name = names[c] as string
      if (found[c] !== name) return undefined
      const cell = (row as Record<string, unknown>)[name]
      if (!fits(cell, i - from, c, columns)) return undefined
      ;(columns[c] as unknown[])[i - from] = cell
    }
  }
  return { names, columns }
}
