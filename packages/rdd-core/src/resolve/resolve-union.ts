import type { Lineage, OpOf, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import { samePartitioner } from '../partitioner.js'

/**
 * A union keeps the partitioner that all its parents share, and then has that many partitions;
 * otherwise it has all partitions of all parents, in their order.
 * @see org.apache.spark.rdd.PartitionerAwareUnionRDD
 */
export function resolveUnion(node: Lineage): Resolved {
  const parents = node.parents.filter((parent) => resolvedOf(parent).numPartitions > 0)
  const dependencies = parents.map((parent) => ({ kind: 'narrow', parent }) as const)
  const shared = parents[0] === undefined ? undefined : resolvedOf(parents[0]).partitioner
  if (
    shared !== undefined &&
    parents.every((parent) => samePartitioner(shared, resolvedOf(parent).partitioner))
  ) {
    return { numPartitions: shared.numPartitions, partitioner: shared, dependencies }
  }
  let numPartitions = 0
  const firstPartitions = parents.map((parent) => {
    const first = numPartitions
    numPartitions += resolvedOf(parent).numPartitions
    return first
  })
  return { numPartitions, partitioner: undefined, dependencies, firstPartitions }
}

/** Fewer partitions, each of neighbouring ones; never more than there were. */
export function resolveCoalesce(node: Lineage): Resolved {
  const parent = node.parents[0] as Lineage
  const { numPartitions } = node.op as OpOf<'coalesce'>
  return {
    numPartitions: Math.min(numPartitions, resolvedOf(parent).numPartitions),
    partitioner: undefined,
    dependencies: [{ kind: 'narrow', parent }],
  }
}
