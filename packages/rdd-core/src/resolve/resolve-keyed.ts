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
  if (op.wholeRecords === true && recordsAreTogether(parent, op.partitioner)) {
    const { numPartitions } = resolvedOf(parent)
    return { numPartitions, partitioner: undefined, dependencies: [{ kind: 'narrow', parent }] }
  }
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

/** Whether equal records of the dataset before `paired` are in one partition, and as many partitions are wanted. */
function recordsAreTogether(paired: Lineage, wish: PartitionerRequest): boolean {
  const { partitioner, numPartitions } = resolvedOf(paired.parents[0] as Lineage)
  return partitioner !== undefined && (wish === undefined || wish === numPartitions)
}

/** Keys have no partitioner, but for records made distinct where they were: those stay as partitioned as before. */
export function resolveKeys(node: Lineage): Resolved {
  const parent = node.parents[0] as Lineage
  const { dependencies, numPartitions } = resolvedOf(parent)
  const stayed =
    parent.op.kind === 'combineByKey' &&
    parent.op.wholeRecords === true &&
    dependencies[0]?.kind === 'narrow'
  const before = stayed ? parent.parents[0]?.parents[0] : undefined
  return {
    numPartitions,
    partitioner: before === undefined ? undefined : resolvedOf(before).partitioner,
    dependencies: [{ kind: 'narrow', parent }],
  }
}

/** Pairs sent where their keys belong. */
export function resolvePartitionBy(node: Lineage, context: RddContext): Resolved {
  const op = node.op as OpOf<'partitionBy' | 'sortByKey'>
  const partitioner = choosePartitioner(op.partitioner, node.parents, context)
  const dependency = plainShuffle(node.parents[0] as Lineage, partitioner, context)
  return { numPartitions: partitioner.numPartitions, partitioner, dependencies: [dependency] }
}

/** Groups of several datasets side by side; each is shuffled only if it is not partitioned so already. */
export function resolveCogroup(node: Lineage, context: RddContext): Resolved {
  const op = node.op as OpOf<'cogroup'>
  const partitioner =
    op.likeFirst === true && op.partitioner === undefined
      ? partitionerOrHash(node.parents[0] as Lineage)
      : choosePartitioner(op.partitioner, node.parents, context)
  const known = new Map<Lineage, Dependency>()
  const dependencies = node.parents.map((parent) => {
    // A dataset joined with itself is written once and read twice.
    const dependency = known.get(parent) ?? plainShuffle(parent, partitioner, context)
    known.set(parent, dependency)
    return dependency
  })
  return { numPartitions: partitioner.numPartitions, partitioner, dependencies }
}

function partitionerOrHash(rdd: Lineage): Partitioner {
  const { partitioner, numPartitions } = resolvedOf(rdd)
  // The other parent may have records where this one has not even partitions.
  if (partitioner === undefined || partitioner.numPartitions === 0) {
    return hashPartitioner(Math.max(1, numPartitions))
  }
  return partitioner
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
