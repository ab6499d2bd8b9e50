import { compareKeys } from '@firesteel/keys'
import { UnequalPartitionsError } from '../errors.js'
import type { Lineage, OpOf, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import { rangeTarget } from '../range-target.js'

/** As many partitions as each of the parents has. Throws when they differ. */
export function resolveZip(node: Lineage): Resolved {
  const counts = node.parents.map((parent) => resolvedOf(parent).numPartitions)
  const [numPartitions = 0] = counts
  if (counts.some((count) => count !== numPartitions)) {
    throw new UnequalPartitionsError(node.callSite.short, counts)
  }
  const keeps = node.op.kind === 'zipPartitions' && node.op.preservesPartitioning
  const [first] = node.parents
  return {
    numPartitions,
    partitioner: keeps && first !== undefined ? resolvedOf(first).partitioner : undefined,
    dependencies: node.parents.map((parent) => ({ kind: 'narrow', parent }) as const),
  }
}

/** Every partition of the one with every partition of the other: index i · m + j. */
export const resolveCartesian = (node: Lineage): Resolved => ({
  numPartitions: node.parents.reduce((n, parent) => n * resolvedOf(parent).numPartitions, 1),
  partitioner: undefined,
  dependencies: node.parents.map((parent) => ({ kind: 'narrow', parent }) as const),
})

/**
 * Only the partitions between those of the two bounds, where keys are partitioned by range.
 * @see org.apache.spark.rdd.PartitionPruningRDD
 */
export function resolvePrune(node: Lineage): Resolved {
  const parent = node.parents[0] as Lineage
  const { partitioner, numPartitions } = resolvedOf(parent)
  const dependencies = [{ kind: 'narrow', parent }] as const
  if (partitioner?.kind !== 'range') return { numPartitions, partitioner, dependencies }
  const target = rangeTarget(partitioner)
  const { bounds } = node.op as OpOf<'prune'>
  const [a, b] = [target(bounds[0]), target(bounds[1])]
  const [from, until] =
    compareKeys(bounds[0], bounds[1]) > 0 ? [0, 0] : [Math.min(a, b), Math.max(a, b) + 1]
  const isWhole = until - from === numPartitions
  return {
    numPartitions: until - from,
    partitioner: undefined,
    dependencies,
    ...(isWhole ? {} : { prunedFrom: from }),
  }
}
