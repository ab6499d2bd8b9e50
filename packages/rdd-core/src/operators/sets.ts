import type { Origin } from '../grow.js'
import { grow, growFrom, within } from '../grow.js'
import type { Lineage } from '../lineage.js'
import type { PartitionerWish } from '../partitioner.js'
import { keys } from './keys-and-values.js'
import { checkedPartitioner } from './partition-by.js'

/** Each record that both datasets have, once. */
export function intersection(
  origin: Origin,
  other: Lineage,
  partitioner: PartitionerWish,
): Lineage {
  const { context } = origin
  const both = grouped(
    'intersection',
    [paired('intersection', origin), paired('intersection', { context, lineage: other })],
    context,
    partitioner,
    false,
  )
  return growFrom({ context, lineage: both }, 'intersection', { kind: 'inBoth' })
}

/** The records of the first dataset that the second does not have, duplicates and all. */
export function subtract(origin: Origin, other: Lineage, partitioner: PartitionerWish): Lineage {
  const { context } = origin
  const sides = [paired('subtract', origin), paired('subtract', { context, lineage: other })]
  const both = grouped('subtract', sides, context, partitioner, true)
  const left = growFrom({ context, lineage: both }, 'subtract', { kind: 'leftOnly' })
  return within('subtract', () => keys({ context, lineage: left }))
}

/** The pairs whose key the other dataset does not have. */
export function subtractByKey(
  origin: Origin,
  other: Lineage,
  partitioner: PartitionerWish,
): Lineage {
  const { context, lineage } = origin
  // Of the other side only the keys are wanted: its values stay where they are.
  const bare = growFrom({ context, lineage: other }, 'subtractByKey', { kind: 'dropValues' })
  const both = grouped('subtractByKey', [lineage, bare], context, partitioner, true)
  return growFrom({ context, lineage: both }, 'subtractByKey', { kind: 'leftOnly' })
}

const paired = (scope: string, origin: Origin): Lineage =>
  growFrom(origin, scope, { kind: 'pairWithNothing' })

const grouped = (
  scope: string,
  sides: readonly Lineage[],
  context: Origin['context'],
  partitioner: PartitionerWish,
  likeFirst: boolean,
): Lineage =>
  grow(
    context,
    scope,
    { kind: 'cogroup', partitioner: checkedPartitioner(scope, partitioner), likeFirst },
    sides,
  )
