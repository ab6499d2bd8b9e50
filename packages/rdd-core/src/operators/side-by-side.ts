import type { Origin } from '../grow.js'
import { closure, grow, growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'

/** Every record of one dataset with every record of the other. */
export const cartesian = ({ context, lineage }: Origin, other: Lineage): Lineage =>
  grow(context, 'cartesian', { kind: 'cartesian' }, [lineage, other])

/** The first records of both as a pair, the second ones, and so on. */
export const zip = ({ context, lineage }: Origin, other: Lineage): Lineage =>
  grow(context, 'zip', { kind: 'zip' }, [lineage, other])

/** One call of `fn` for the partitions of one index of all datasets. */
export const zipPartitions = (
  { context, lineage }: Origin,
  others: readonly Lineage[],
  fn: unknown,
  preservesPartitioning: boolean,
): Lineage =>
  grow(
    context,
    'zipPartitions',
    { kind: 'zipPartitions', closure: closure('zipPartitions', fn), preservesPartitioning },
    [lineage, ...others],
  )

/** Pairs of each record and a number that no other record has; without a job. */
export const zipWithUniqueId = (origin: Origin): Lineage =>
  growFrom(origin, 'zipWithUniqueId', { kind: 'zipWithUniqueId' })
