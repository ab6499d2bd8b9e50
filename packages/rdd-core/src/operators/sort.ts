import { checkKey } from '@firesteel/keys'
import type { Origin } from '../grow.js'
import { growFrom, within } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { partitionCount } from '../numbers.js'
import type { PartitionerWish } from '../partitioner.js'
import { checkedPartitioner } from './partition-by.js'
import { keyBy } from './per-record.js'
import { values } from './keys-and-values.js'

/** Pairs in the order of their keys: partitions are ranges, each sorted. */
export const sortByKey = (
  origin: Origin,
  ascending: boolean,
  numPartitions: number | undefined,
  operator = 'sortByKey',
): Lineage =>
  growFrom(origin, operator, {
    kind: 'sortByKey',
    ascending,
    ...(numPartitions === undefined
      ? {}
      : { numPartitions: partitionCount(operator, numPartitions) }),
  })

/** Pairs sent where their keys belong, each partition in the order of its keys. */
export const repartitionAndSort = (
  origin: Origin,
  partitioner: PartitionerWish,
  ascending: boolean,
): Lineage => {
  const scope = 'repartitionAndSortWithinPartitions'
  const checked = checkedPartitioner(scope, partitioner)
  if (checked === undefined) {
    throw new TypeError(`${scope} needs a number of partitions or a partitioner`)
  }
  return growFrom(origin, scope, { kind: 'sortByKey', ascending, partitioner: checked })
}

/** The pairs whose keys lie between two, both included; only the partitions that can have some are computed. */
export function filterByRange(origin: Origin, lower: unknown, upper: unknown): Lineage {
  checkKey(lower)
  checkKey(upper)
  const { context } = origin
  const bounds = [lower, upper] as const
  const pruned = growFrom(origin, 'filterByRange', { kind: 'prune', bounds })
  return growFrom({ context, lineage: pruned }, 'filterByRange', { kind: 'filterByRange', bounds })
}

/** Records in the order of what `fn` says of them. */
export function sortBy(
  origin: Origin,
  fn: unknown,
  ascending: boolean,
  numPartitions: number | undefined,
): Lineage {
  const { context } = origin
  return within('sortBy', () => {
    const keyed = keyBy(origin, fn, 'sortBy')
    const sorted = sortByKey({ context, lineage: keyed }, ascending, numPartitions, 'sortBy')
    return values({ context, lineage: sorted })
  })
}
