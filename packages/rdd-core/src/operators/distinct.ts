import type { Origin } from '../grow.js'
import { growFrom, within } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { combineByKey } from './combine-by-key.js'
import { checkedPartitioner } from './partition-by.js'
import { keys } from './keys-and-values.js'

/** Each record once; records are compared as keys are. */
export function distinct(origin: Origin, numPartitions: number | undefined): Lineage {
  const { context } = origin
  const paired = growFrom(origin, 'distinct', { kind: 'pairWithNothing' })
  const first = growFrom({ context, lineage: paired }, 'distinct', {
    kind: 'combineByKey',
    aggregator: { kind: 'first' },
    mapSideCombine: true,
    partitioner: checkedPartitioner('distinct', numPartitions),
    wholeRecords: true,
  })
  return within('distinct', () => keys({ context, lineage: first }))
}

/** Each record with how often it occurs. */
export function countEach(origin: Origin): Lineage {
  const { context } = origin
  const paired = growFrom(origin, 'countByValue', { kind: 'pairWithNothing' })
  return combineByKey({ context, lineage: paired }, 'countByValue', { kind: 'count' }, undefined)
}
