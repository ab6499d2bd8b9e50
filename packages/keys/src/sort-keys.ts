/** Keys and values in the order of their keys. */
export interface SortedPairs<K, V> {
  readonly keys: K[]
  readonly values: V[]
}
/** New arrays in key order; stable. */
export function sortPairs<K, V>(
  _keys: readonly K[],
  _values: readonly V[],
  _ascending = true,
): SortedPairs<K, V> {
  throw new Error('not yet')
}
/** The positions of the keys in key order; stable. */
export function sortedOrder(_keys: readonly unknown[], _ascending = true): Uint32Array {
  throw new Error('not yet')
}
/** A new array in key order; stable. */
export function sortKeys<K>(_keys: readonly K[], _ascending = true): K[] {
  throw new Error('not yet')
}
