import type { Origin } from '../grow.js'
import { growFrom, within } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { partitionCount } from '../numbers.js'
import { partitionBy } from './partition-by.js'
import { values } from './keys-and-values.js'

/** Fewer partitions, made of neighbours, without a shuffle. */
export const coalesce = (origin: Origin, numPartitions: number): Lineage =>
  growFrom(origin, 'coalesce', {
    kind: 'coalesce',
    numPartitions: partitionCount('coalesce', numPartitions),
  })

/** So many partitions of equal size: every record is dealt anew. */
export function repartition(origin: Origin, count: number): Lineage {
  const { context } = origin
  const numPartitions = partitionCount('repartition', count)
  return within('repartition', () => {
    const dealt = growFrom(origin, 'repartition', { kind: 'deal', numPartitions })
    const moved = partitionBy({ context, lineage: dealt }, { kind: 'index', numPartitions })
    return values({ context, lineage: moved })
  })
}
