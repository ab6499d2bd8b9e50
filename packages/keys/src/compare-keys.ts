import { acyclic, bytesOf, namesOf, notAKey, shapeOf } from './key-shape.js'

/**
 * The order of keys: negative when `a` comes first, positive when `b` does, 0 when neither.
 *
 * Types come in the order null, booleans (false first), numbers and bigint, strings, Dates, bytes,
 * arrays, objects, undefined. Numbers and bigint compare by amount, of equal amounts the number
 * comes first, NaN comes last; strings by UTF-16 code unit; Dates by time, invalid ones last; bytes
 * and arrays element by element, a prefix first; objects by their names, then their values.
 */
export function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return numbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return acyclic(() => compare(a, b))
}

function compare(a: unknown, b: unknown): number {
  const rank = rankOf(a)
  const difference = rank - rankOf(b)
  if (difference !== 0) return difference
  switch (rank) {
    case BOOLEAN:
      return Number(a) - Number(b)
    case NUMERIC:
      return numbers(a as number, b as number)
    case STRING:
      return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0
    case DATE:
      return numbers(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b))
    case BYTES:
      return Buffer.compare(bytesOf(a as ArrayBufferView), bytesOf(b as ArrayBufferView))
    case ARRAY:
      return arrays(a as unknown[], b as unknown[])
    case OBJECT:
      return objects(a as Record<string, unknown>, b as Record<string, unknown>)
    default:
      return 0
  }
}

// Types by their place in the order.
export const NULL = 0
export const BOOLEAN = 1
export const NUMERIC = 2
export const STRING = 3
export const DATE = 4
const BYTES = 5
export const ARRAY = 6
const OBJECT = 7
export const UNDEFINED = 8
export const RANKS = 9
const ranks = { date: DATE, bytes: BYTES, array: ARRAY, object: OBJECT }

/** The place of a key's type in the order; throws `KeyNotSupportedError` for what cannot be a key. */
export function rankOf(key: unknown): number {
  switch (typeof key) {
    case 'boolean':
      return BOOLEAN
    case 'number':
    case 'bigint':
      return NUMERIC
    case 'string':
      return STRING
    case 'undefined':
      return UNDEFINED
    case 'object':
      return key === null ? NULL : ranks[shapeOf(key)]
    default:
      throw notAKey(key)
  }
}

/** JavaScript compares a number with a bigint by amount, exactly. */
function numbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1
  if (a > b) return 1
  const nan = Number(a !== a) - Number(b !== b)
  return nan !== 0 ? nan : Number(typeof a === 'bigint') - Number(typeof b === 'bigint')
}

function arrays(a: readonly unknown[], b: readonly unknown[]): number {
  const count = Math.min(a.length, b.length)
  for (let i = 0; i < count; i++) {
    const order = compare(a[i], b[i])
    if (order !== 0) return order
  }
  return a.length - b.length
}

function objects(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): number {
  const names = namesOf(a)
  const order = arrays(names, namesOf(b))
  if (order !== 0) return order
  return arrays(
    names.map((name) => a[name]),
    names.map((name) => b[name]),
  )
}
