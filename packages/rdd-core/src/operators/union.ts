import type { Origin } from '../grow.js'
import { grow } from '../grow.js'
import type { Lineage } from '../lineage.js'

/** All records of all datasets, duplicates and all. */
export const union = (origin: Origin, others: readonly Lineage[]): Lineage =>
  grow(origin.context, 'union', { kind: 'union' }, [origin.lineage, ...others])
