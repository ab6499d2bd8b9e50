import { compareKeys } from './compare-keys.js'
import { identity } from './identity.js'

type Keys = readonly (readonly unknown[])[]
type OrderOf = (keys: readonly unknown[], ascending: boolean) => Uint32Array

/** Fewer arrays than this are compared as a whole. */
const BY_ELEMENT_FROM = 32

/**
 * The positions of the arrays by their first elements, those with the same by their second, and so
 * on; one that ends there comes first. Stable. `orderOf` sorts the elements of one place.
 */
export function orderOfArrays(keys: Keys, ascending: boolean, orderOf: OrderOf): Uint32Array {
  const order = identity(keys.length)
  const runs: (readonly [from: number, to: number, depth: number])[] = [[0, keys.length, 0]]
  for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
    const [from, to, depth] = run
    const places = order.subarray(from, to)
    if (to - from < BY_ELEMENT_FROM) {
      const sign = ascending ? 1 : -1
      places.sort((a, b) => sign * compareKeys(keys[a], keys[b]) || a - b)
      continue
    }
    const { elements, first } = sortByElement(keys, places, depth, ascending, orderOf)
    for (let start = 0, i = 1; i <= elements.length; i++) {
      if (i < elements.length && compareKeys(elements[start], elements[i]) === 0) continue
      if (i - start > 1) runs.push([from + first + start, from + first + i, depth + 1])
      start = i
    }
  }
  return order
}

/** Sorts `places` by the elements at `depth`; those elements in order, and which place has the first. */
function sortByElement(
  keys: Keys,
  places: Uint32Array,
  depth: number,
  ascending: boolean,
  orderOf: OrderOf,
): { readonly elements: readonly unknown[]; readonly first: number } {
  const ended: number[] = []
  const going: number[] = []
  for (const place of places) {
    const { length } = keys[place] as readonly unknown[]
    ;(length <= depth ? ended : going).push(place)
  }
  const elements = going.map((place) => (keys[place] as readonly unknown[])[depth])
  const sorted = orderOf(elements, ascending)
  const first = ascending ? ended.length : 0
  places.set(ended, ascending ? 0 : going.length)
  sorted.forEach((from, at) => (places[first + at] = going[from] as number))
  return { elements: Array.from(sorted, (from) => elements[from]), first }
}
