import { hashKey } from '@firesteel/keys'
import type { UserPartitioner } from '../../partitioner.js'
import { rangeTarget } from '../../range-target.js'
import type { SlicePartitioner } from '../../stage-slice.js'

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
    case 'custom':
      return customTarget(captures[partitioner.by] as UserPartitioner, numPartitions)
    case 'range': {
      const { ascending } = partitioner
      const bounds = captures[partitioner.bounds] as readonly unknown[]
      return rangeTarget({ bounds, ascending, numPartitions })
    }
  }
}

/** Asks the user's partitioner, and takes no nonsense for an answer. */
function customTarget(by: UserPartitioner, numPartitions: number): (key: unknown) => number {
  return (key) => {
    const target = by.getPartition(key as never)
    if (target >= 0 && target < numPartitions && Number.isInteger(target)) return target
    throw new RangeError(
      `getPartition of ${by.constructor.name} must answer a whole number from 0 to ${numPartitions - 1}, it answered ${String(target)}`,
    )
  }
}
