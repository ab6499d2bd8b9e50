import { arrayOf } from './array-of.js'
import { sortedOrder } from './sorted-order.js'

/** Keys and values in the order of their keys. */
export interface SortedPairs<K, V> {
  readonly keys: K[]
  readonly values: V[]
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
