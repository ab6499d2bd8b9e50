import type { Dependency, Lineage, OpOf, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import type { Partitioner, PartitionerRequest } from '../partitioner.js'
import { hashPartitioner, samePartitioner } from '../partitioner.js'
import type { RddContext } from '../rdd-context.js'

/** The partitioner asked for; without a wish the largest there is, if it is large enough, else a new one by hash. */
export function choosePartitioner(
  wish: PartitionerRequest,
  parents: readonly Lineage[],
  context: RddContext,
): Partitioner {
  if (typeof wish === 'number') return hashPartitioner(wish)
  return wish ?? defaultPartitioner(parents, context)
}

/** @see org.apache.spark.Partitioner.defaultPartitioner */
function defaultPartitioner(parents: readonly Lineage[], context: RddContext): Partitioner {
  const sizes = parents.map((parent) => resolvedOf(parent).numPartitions)
  const largest = Math.max(0, ...sizes)
  const count = context.configuredParallelism ?? largest
  const existing = parents
    .map((parent) => resolvedOf(parent).partitioner)
    .filter((partitioner) => partitioner !== undefined && partitioner.numPartitions > 0)
    .reduce(
      (best, each) =>
        best === undefined || (each as Partitioner).numPartitions > best.numPartitions
          ? each
          : best,
      undefined,
    )
  const enough =
    existing !== undefined &&
    (Math.log10(largest) - Math.log10(existing.numPartitions) < 1 ||
      count <= existing.numPartitions)
  return enough ? existing : hashPartitioner(count)
}

/** Values of one key combined; in place when the parent is already partitioned so. */
export function resolveCombine(node: Lineage, context: RddContext): Resolved {
  const op = node.op as OpOf<'combineByKey'>
  const parent = node.parents[0] as Lineage
  const partitioner = choosePartitioner(op.partitioner, node.parents, context)
  const dependency: Dependency = samePartitioner(resolvedOf(parent).partitioner, partitioner)
    ? { kind: 'narrow', parent }
    : {
        kind: 'shuffle',
        shuffleId: context.nextShuffleId(),
        parent,
        partitioner,
        aggregator: op.aggregator,
        mapSideCombine: op.mapSideCombine,
      }
  return { numPartitions: partitioner.numPartitions, partitioner, dependencies: [dependency] }
}

/** Pairs sent where their keys belong. */
export function resolvePartitionBy(node: Lineage, context: RddContext): Resolved {
  const op = node.op as OpOf<'partitionBy'>
  const partitioner = choosePartitioner(op.partitioner, node.parents, context)
  const dependency = plainShuffle(node.parents[0] as Lineage, partitioner, context)
  return { numPartitions: partitioner.numPartitions, partitioner, dependencies: [dependency] }
}

/** Groups of several datasets side by side; each is shuffled only if it is not partitioned so already. */
export function resolveCogroup(node: Lineage, context: RddContext): Resolved {
  const op = node.op as OpOf<'cogroup'>
  const partitioner = choosePartitioner(op.partitioner, node.parents, context)
  const known = new Map<Lineage, Dependency>()
  const dependencies = node.parents.map((parent) => {
    // A dataset joined with itself is written once and read twice.
    const dependency = known.get(parent) ?? plainShuffle(parent, partitioner, context)
    known.set(parent, dependency)
    return dependency
  })
  return { numPartitions: partitioner.numPartitions, partitioner, dependencies }
}

function plainShuffle(parent: Lineage, partitioner: Partitioner, context: RddContext): Dependency {
  if (samePartitioner(resolvedOf(parent).partitioner, partitioner)) {
    return { kind: 'narrow', parent }
  }
  return {
    kind: 'shuffle',
    shuffleId: context.nextShuffleId(),
    parent,
    partitioner,
    aggregator: undefined,
    mapSideCombine: false,
  }
}
