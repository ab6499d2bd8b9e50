import { arrayOf } from './array-of.js'
import { compareKeys } from './compare-keys.js'
import { orderOfNumbers } from './order-of-numbers.js'
import { orderOfStrings } from './order-of-strings.js'

/** Keys and values in the order of their keys. */
export interface SortedPairs<K, V> {
  readonly keys: K[]
  readonly values: V[]
}

/** Fewer keys than this are not worth packing. */
const PACK_FROM = 64

/** The positions of the keys in key order (see `compareKeys`); stable in both directions. */
export function sortedOrder(keys: readonly unknown[], ascending = true): Uint32Array {
  if (keys.length >= PACK_FROM) {
    const type = typeof keys[0]
    if (type === 'number' && keys.every((key) => typeof key === 'number')) {
      return orderOfNumbers(keys as readonly number[], ascending)
    }
    if (type === 'string' && keys.every((key) => typeof key === 'string')) {
      return orderOfStrings(keys as readonly string[], ascending)
    }
    if (keys.every((key) => key instanceof Date)) {
      return orderOfNumbers(
        (keys as readonly Date[]).map((key) => key.getTime()),
        ascending,
      )
    }
  }
  const order = Uint32Array.from(keys, (_, index) => index)
  const sign = ascending ? 1 : -1
  return order.sort((a, b) => sign * compareKeys(keys[a], keys[b]) || a - b)
}

/** New arrays in key order; pairs of equal keys keep their order. */
export function sortPairs<K, V>(
  keys: readonly K[],
  values: readonly V[],
  ascending = true,
): SortedPairs<K, V> {
  const order = sortedOrder(keys, ascending)
  return { keys: gather(keys, order), values: gather(values, order) }
}

/** A new array in key order; equal keys keep their order. */
export function sortKeys<K>(keys: readonly K[], ascending = true): K[] {
  return gather(keys, sortedOrder(keys, ascending))
}

function gather<T>(items: readonly T[], order: Uint32Array): T[] {
  const gathered = arrayOf<T>(order.length)
  for (let i = 0; i < order.length; i++) gathered[i] = items[order[i] as number] as T
  return gathered
}
