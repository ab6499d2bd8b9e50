import * as kind from './column-kind.js'

/** Fewer objects than this are smaller and faster as values. */
const RECORDS_FROM = 4

/**
 * The narrowest kind that may hold `values[from..to]`: strings are LATIN1S here, whatever their characters;
 * TUPLES, RECORDS and INSTANCES are a guess from the first value.
 */
export function columnKindOf(values: readonly unknown[], from: number, to: number): number {
  if (from >= to) return kind.NULLS
  const first = values[from]
  switch (typeof first) {
    case 'number':
      return numbers(values, from, to)
    case 'string':
      return all(values, from, to, 'string') ? kind.LATIN1S : kind.VALUES
    case 'boolean':
      return all(values, from, to, 'boolean') ? kind.BOOLEANS : kind.VALUES
    case 'undefined':
      return all(values, from, to, 'undefined') ? kind.UNDEFINEDS : kind.VALUES
    case 'object':
      return first === null ? nulls(values, from, to) : objects(first, values, from, to)
    default:
      return kind.VALUES
  }
}

function all(values: readonly unknown[], from: number, to: number, type: string): boolean {
  for (let i = from; i < to; i++) if (typeof values[i] !== type) return false
  return true
}

function nulls(values: readonly unknown[], from: number, to: number): number {
  for (let i = from; i < to; i++) if (values[i] !== null) return kind.VALUES
  return kind.NULLS
}

function numbers(values: readonly unknown[], from: number, to: number): number {
  let low = 0
  let high = 0
  for (let i = from; i < to; i++) {
    const value = values[i]
    if (typeof value !== 'number') return kind.VALUES
    const int = value | 0
    if (int !== value || (int === 0 && 1 / value < 0)) {
      return all(values, i, to, 'number') ? kind.FLOAT64S : kind.VALUES
    }
    if (int < low) low = int
    else if (int > high) high = int
  }
  if (low >= -128 && high < 128) return kind.INT8S
  return low >= -32768 && high < 32768 ? kind.INT16S : kind.INT32S
}

function objects(first: object, values: readonly unknown[], from: number, to: number): number {
  const prototype = Object.getPrototypeOf(first) as object | null
  if (prototype === Array.prototype && Array.isArray(first)) {
    return first.length > 0 && first.length <= kind.MAX_WIDTH ? kind.TUPLES : kind.VALUES
  }
  if (prototype !== Date.prototype) {
    if (prototype === null || to - from < RECORDS_FROM) return kind.VALUES
    return prototype === Object.prototype ? kind.RECORDS : kind.INSTANCES
  }
  for (let i = from; i < to; i++) {
    const value = values[i]
    if (!(value instanceof Date) || Object.getPrototypeOf(value) !== prototype) return kind.VALUES
  }
  return kind.DATES
}
