import type { Origin } from '../grow.js'
import { growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { partitionCount } from '../numbers.js'
import type {
  Partitioner,
  PartitionerRequest,
  PartitionerWish,
  UserPartitioner,
} from '../partitioner.js'

/** Pairs sent where their keys belong. */
export const partitionBy = (origin: Origin, partitioner: PartitionerWish): Lineage =>
  growFrom(origin, 'partitionBy', {
    kind: 'partitionBy',
    partitioner: checkedPartitioner('partitionBy', partitioner),
  })

/** What was asked for, when it can be had. */
export function checkedPartitioner(operator: string, wish: PartitionerWish): PartitionerRequest {
  if (typeof wish === 'number') return partitionCount(operator, wish)
  if (wish === undefined || typeof (wish as Partial<Partitioner> | null)?.kind === 'string') {
    return wish as Partitioner | undefined
  }
  const by = wish as UserPartitioner | null
  if (typeof by?.getPartition === 'function') {
    const numPartitions = partitionCount(
      `${operator}, by a ${by.constructor.name},`,
      by.numPartitions,
    )
    return { kind: 'custom', numPartitions, by }
  }
  throw new TypeError(
    `${operator} needs a number of partitions, or a partitioner with numPartitions and getPartition(key)`,
  )
}
