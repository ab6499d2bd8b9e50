import type { Origin } from '../grow.js'
import { growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { partitionCount } from '../numbers.js'
import { keyBy } from './per-record.js'
import { values } from './keys-and-values.js'

/** Pairs in the order of their keys: partitions are ranges, each sorted. */
export const sortByKey = (
  origin: Origin,
  ascending: boolean,
  numPartitions: number | undefined,
): Lineage =>
  growFrom(origin, 'sortByKey', {
    kind: 'sortByKey',
    ascending,
    ...(numPartitions === undefined
      ? {}
      : { numPartitions: partitionCount('sortByKey', numPartitions) }),
  })

/** Records in the order of what `fn` says of them. */
export function sortBy(
  origin: Origin,
  fn: unknown,
  ascending: boolean,
  numPartitions: number | undefined,
): Lineage {
  const { context } = origin
  const keyed = keyBy(origin, fn)
  const sorted = sortByKey({ context, lineage: keyed }, ascending, numPartitions)
  return values({ context, lineage: sorted })
}
