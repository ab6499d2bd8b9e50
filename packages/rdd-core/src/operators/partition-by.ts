import type { Origin } from '../grow.js'
import { growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { partitionCount } from '../numbers.js'
import type { PartitionerRequest } from '../partitioner.js'

/** Pairs sent where their keys belong. */
export const partitionBy = (origin: Origin, partitioner: PartitionerRequest): Lineage =>
  growFrom(origin, 'partitionBy', {
    kind: 'partitionBy',
    partitioner: checkedPartitioner('partitionBy', partitioner),
  })

/** What was asked for, when it can be had. */
export function checkedPartitioner(operator: string, wish: PartitionerRequest): PartitionerRequest {
  if (typeof wish === 'number') return partitionCount(operator, wish)
  if (wish !== undefined && typeof wish.kind !== 'string') {
    throw new TypeError(`${operator} needs a number of partitions or a partitioner`)
  }
  return wish
}
