import { compareKeys, hashKey } from '@firesteel/keys'
import type { SlicePartitioner } from '../../stage-slice.js'

/** Up to so many bounds a look at each is faster than halving. */
const LINEAR_BOUNDS = 16

/** The function that says which partition a key belongs to; the same in every process. */
export function targetFunction(
  partitioner: SlicePartitioner,
  captures: readonly unknown[],
): (key: unknown) => number {
  const { numPartitions } = partitioner
  switch (partitioner.kind) {
    case 'hash':
      return (key) => (key === null || key === undefined ? 0 : hashKey(key) % numPartitions)
    case 'index':
      return (key) => key as number
    case 'range': {
      const bounds = captures[partitioner.bounds] as readonly unknown[]
      const last = numPartitions - 1
      const at = rangeOf(bounds)
      return partitioner.ascending ? at : (key) => last - at(key)
    }
  }
}

/** The first bound that is not before the key, or one past the last. */
function rangeOf(bounds: readonly unknown[]): (key: unknown) => number {
  const allNumbers = bounds.every((bound) => typeof bound === 'number' && !Number.isNaN(bound))
  return (key) => {
    let low = 0
    let high = bounds.length
    if (allNumbers && typeof key === 'number' && key === key) {
      while (low < high) {
        const middle = (low + high) >>> 1
        if (key <= (bounds[middle] as number)) high = middle
        else low = middle + 1
      }
      return low
    }
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
}
