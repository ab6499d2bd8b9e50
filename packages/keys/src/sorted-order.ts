import { BOOLEAN, DATE, NULL, NUMERIC, RANKS, STRING, UNDEFINED, rankOf } from './compare-keys.js'
import { ARRAY, compareKeys } from './compare-keys.js'
import { identity } from './identity.js'
import { acyclic } from './key-shape.js'
import { orderOfArrays } from './order-of-arrays.js'
import { orderOfNumbers, orderOfNumerics } from './order-of-numbers.js'
import { orderOfStrings } from './order-of-strings.js'
import { sortWords } from './sort-words.js'

/** Fewer keys than this are not worth packing. */
const PACK_FROM = 32

/**
 * The positions of the keys in key order (see `compareKeys`); stable in both directions.
 *
 * Keys are packed into words and sorted by radix, each type in its own way: numbers, strings, Dates
 * and booleans never meet a comparator, arrays are sorted element by element.
 */
export function sortedOrder(keys: ArrayLike<unknown>, ascending = true): Uint32Array {
  if (keys.length < PACK_FROM) return comparedOrder(keys, ascending)
  if (areAll(keys, 'number')) return orderOfNumbers(keys as ArrayLike<number>, ascending)
  if (areAll(keys, 'string')) return orderOfStrings(keys as readonly string[], ascending)
  const ranks = new Uint8Array(keys.length)
  for (let i = 0; i < ranks.length; i++) ranks[i] = rankOf(keys[i])
  return acyclic(() => orderByRank(keys, ranks, ascending))
}

function areAll(keys: ArrayLike<unknown>, type: 'number' | 'string'): boolean {
  for (let i = 0; i < keys.length; i++) if (typeof keys[i] !== type) return false
  return true
}

function comparedOrder(keys: ArrayLike<unknown>, ascending: boolean): Uint32Array {
  const sign = ascending ? 1 : -1
  return identity(keys.length).sort((a, b) => sign * compareKeys(keys[a], keys[b]) || a - b)
}

/** Types one after the other, each in its own order. */
function orderByRank(keys: ArrayLike<unknown>, ranks: Uint8Array, ascending: boolean): Uint32Array {
  const places: number[][] = Array.from({ length: RANKS }, () => [])
  ranks.forEach((rank, i) => (places[rank] as number[]).push(i))
  const order = new Uint32Array(keys.length)
  let at = 0
  for (let step = 0; step < RANKS; step++) {
    const rank = ascending ? step : RANKS - 1 - step
    const own = places[rank] as number[]
    if (own.length === 0) continue
    const sorted = orderOfRank(
      rank,
      own.map((place) => keys[place]),
      ascending,
    )
    for (const place of sorted) order[at++] = own[place] as number
  }
  return order
}

function orderOfRank(rank: number, keys: readonly unknown[], ascending: boolean): Uint32Array {
  if (keys.length < PACK_FROM) return comparedOrder(keys, ascending)
  switch (rank) {
    case NULL:
    case UNDEFINED:
      return identity(keys.length)
    case BOOLEAN:
      return sortWords(
        undefined,
        Uint32Array.from(keys as boolean[], (key) => Number(key === ascending)),
      )
    case NUMERIC:
      return orderOfNumerics(keys as readonly (number | bigint)[], ascending)
    case STRING:
      return orderOfStrings(keys as readonly string[], ascending)
    case DATE:
      return orderOfNumbers(
        Float64Array.from(keys as Date[], (key) => Date.prototype.getTime.call(key)),
        ascending,
      )
    case ARRAY:
      return orderOfArrays(keys as readonly (readonly unknown[])[], ascending, sortedOrder)
    default:
      return comparedOrder(keys, ascending)
  }
}
