import type { Origin } from '../grow.js'
import { grow, growFrom, within } from '../grow.js'
import type { Lineage, OpOf } from '../lineage.js'
import type { PartitionerWish } from '../partitioner.js'
import { checkedPartitioner } from './partition-by.js'

/** For each key the groups of its values, one per dataset. */
export const cogroup = (
  origin: Origin,
  others: readonly Lineage[],
  partitioner: PartitionerWish,
): Lineage =>
  grow(
    origin.context,
    'cogroup',
    { kind: 'cogroup', partitioner: checkedPartitioner('cogroup', partitioner) },
    [origin.lineage, ...others],
  )

/** Every pair of values that two datasets have under one key. */
export function join(
  origin: Origin,
  other: Lineage,
  outer: OpOf<'joined'>['outer'],
  partitioner: PartitionerWish,
): Lineage {
  const { context } = origin
  const scope = outer === 'inner' ? 'join' : `${outer}OuterJoin`
  const grouped = within(scope, () => cogroup(origin, [other], partitioner))
  return growFrom({ context, lineage: grouped }, scope, { kind: 'joined', outer })
}
