import type { Aggregator } from '../aggregator.js'
import type { Origin } from '../grow.js'
import { growFrom, rowClosure, within } from '../grow.js'
import type { Lineage } from '../lineage.js'
import type { PartitionerWish } from '../partitioner.js'
import { checkedPartitioner } from './partition-by.js'
import { keyBy } from './per-record.js'

/** All values of a key become one combiner. */
export function combineByKey(
  origin: Origin,
  scope: string,
  aggregator: Aggregator,
  partitioner: PartitionerWish,
): Lineage {
  return growFrom(origin, scope, {
    kind: 'combineByKey',
    aggregator,
    // Groups grow on both sides alike: combining early saves no byte.
    mapSideCombine: aggregator.kind !== 'group',
    partitioner: checkedPartitioner(scope, partitioner),
  })
}

/** Values merged two by two. */
export const reduceByKey = (origin: Origin, fn: unknown, partitioner: PartitionerWish): Lineage =>
  combineByKey(
    origin,
    'reduceByKey',
    { kind: 'reduce', merge: rowClosure('reduceByKey', fn) },
    partitioner,
  )

/** Values added to copies of `zero`, per key and partition; those merged. */
export const aggregateByKey = (
  origin: Origin,
  scope: string,
  fold: { readonly zero: unknown; readonly add: unknown; readonly merge: unknown },
  partitioner: PartitionerWish,
): Lineage =>
  combineByKey(
    origin,
    scope,
    {
      kind: 'aggregate',
      zero: fold.zero,
      add: rowClosure(scope, fold.add),
      merge: rowClosure(scope, fold.merge),
    },
    partitioner,
  )

/** The general form: how a combiner begins, takes a value, and takes another combiner. */
export const combineBy = (
  origin: Origin,
  fns: { readonly create: unknown; readonly add: unknown; readonly merge: unknown },
  partitioner: PartitionerWish,
): Lineage =>
  combineByKey(
    origin,
    'combineByKey',
    {
      kind: 'combine',
      create: rowClosure('combineByKey', fns.create),
      add: rowClosure('combineByKey', fns.add),
      merge: rowClosure('combineByKey', fns.merge),
    },
    partitioner,
  )

/** All values of each key in an array. */
export const groupByKey = (origin: Origin, partitioner: PartitionerWish): Lineage =>
  combineByKey(origin, 'groupByKey', { kind: 'group' }, partitioner)

/** All records under each of `fn`'s answers, in an array. */
export const groupBy = (origin: Origin, fn: unknown, partitioner: PartitionerWish): Lineage =>
  within('groupBy', () => {
    const lineage = keyBy(origin, fn, 'groupBy')
    return combineByKey(
      { context: origin.context, lineage },
      'groupBy',
      { kind: 'group' },
      partitioner,
    )
  })
