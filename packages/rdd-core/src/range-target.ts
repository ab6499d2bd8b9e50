import { compareKeys } from '@firesteel/keys'

/** Up to so many bounds a look at each is faster than halving. */
const LINEAR_BOUNDS = 16

/** What says in which range a key lies. */
export interface Ranges {
  readonly bounds: readonly unknown[]
  readonly ascending: boolean
  readonly numPartitions: number
}

/** The function that says which partition of a range partitioner a key belongs to. */
export function rangeTarget({
  bounds,
  ascending,
  numPartitions,
}: Ranges): (key: unknown) => number {
  const last = numPartitions - 1
  const at = rangeOf(bounds)
  return ascending ? at : (key) => last - at(key)
}

/** The first bound that is not before the key, or one past the last. */
function rangeOf(bounds: readonly unknown[]): (key: unknown) => number {
  const anyKey = (key: unknown): number => compared(bounds, key)
  if (bounds.every((bound) => typeof bound === 'number' && !Number.isNaN(bound))) {
    const numbers = Float64Array.from(bounds as readonly number[])
    return (key) =>
      typeof key === 'number' && key === key ? amongNumbers(numbers, key) : anyKey(key)
  }
  if (bounds.every((bound) => typeof bound === 'string')) {
    return (key) => (typeof key === 'string' ? amongStrings(bounds, key) : anyKey(key))
  }
  return anyKey
}

function amongNumbers(bounds: Float64Array, key: number): number {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (key <= (bounds[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

function amongStrings(bounds: readonly string[], key: string): number {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (key <= (bounds[middle] as string)) high = middle
    else low = middle + 1
  }
  return low
}

function compared(bounds: readonly unknown[], key: unknown): number {
  let low = 0
  let high = bounds.length
  if (high <= LINEAR_BOUNDS) {
    while (low < high && compareKeys(key, bounds[low]) > 0) low++
    return low
  }
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(key, bounds[middle]) <= 0) high = middle
    else low = middle + 1
  }
  return low
}
