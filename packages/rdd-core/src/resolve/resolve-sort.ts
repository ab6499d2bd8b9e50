import { inOrder } from '../in-order.js'
import type { Lineage, OpOf, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import { namingRecords } from '../naming-records.js'
import type { RangePartitioner } from '../partitioner.js'
import type { RddContext } from '../rdd-context.js'
import type { KeySample } from './range-bounds.js'
import { resolvePartitionBy } from './resolve-keyed.js'
import { rangeBounds } from './range-bounds.js'

/** Keys sampled per partition that is wanted. */
const KEYS_PER_PARTITION = 20
const MAX_KEYS = 1e6

/** Partitions are ranges in order: a job samples the keys, their quantiles are the borders. */
export async function resolveSort(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'sortByKey'>
  const parent = node.parents[0] as Lineage
  if (op.partitioner !== undefined) return resolvePartitionBy(node, context)
  const inputs = resolvedOf(parent).numPartitions
  const wanted = op.numPartitions ?? inputs
  const bounds =
    wanted <= 1 || inputs === 0
      ? []
      : boundsOf(await fairSamples(parent, wanted, node, context), wanted, parent)
  const partitioner: RangePartitioner = {
    kind: 'range',
    // An empty dataset has one empty partition, as a sample without keys gives no border.
    numPartitions: bounds.length + 1,
    ascending: op.ascending,
    bounds,
    id: node.id,
  }
  return {
    numPartitions: partitioner.numPartitions,
    partitioner,
    dependencies: [
      {
        kind: 'shuffle',
        shuffleId: context.nextShuffleId(),
        parent,
        partitioner,
        aggregator: undefined,
        mapSideCombine: false,
      },
    ],
  }
}

function boundsOf(
  samples: readonly KeySample[],
  wanted: number,
  { callSite }: Lineage,
): readonly unknown[] {
  try {
    return rangeBounds(samples, wanted)
  } catch (error) {
    throw namingRecords(error, callSite.short)
  }
}

/**
 * Samples of every partition; those of partitions that hold so much more than others that their sample
 * says too little are taken again, larger.
 * @see org.apache.spark.RangePartitioner
 */
async function fairSamples(
  rdd: Lineage,
  wanted: number,
  node: Lineage,
  context: RddContext,
): Promise<readonly KeySample[]> {
  const inputs = resolvedOf(rdd).numPartitions
  const total = Math.min(KEYS_PER_PARTITION * wanted, MAX_KEYS)
  const size = Math.ceil((3 * total) / inputs)
  const all = Array.from({ length: inputs }, (_, index) => index)
  const samples = await sampleKeys(rdd, { partitions: all, size, seed: rdd.id }, node, context)
  const seen = samples.reduce((sum, [count]) => sum + count, 0)
  const fraction = Math.min(total / Math.max(seen, 1), 1)
  const again = all.filter((index) => fraction * (samples[index] as KeySample)[0] > size)
  if (again.length === 0) return samples
  const largest = Math.max(...again.map((index) => (samples[index] as KeySample)[0]))
  const asked = { partitions: again, size: Math.ceil(fraction * largest), seed: -rdd.id - 1 }
  const better = await sampleKeys(rdd, asked, node, context)
  const merged = [...samples]
  again.forEach((index, at) => {
    merged[index] = better[at] as KeySample
  })
  return merged
}

function sampleKeys(
  rdd: Lineage,
  asked: {
    readonly partitions: readonly number[]
    readonly size: number
    readonly seed: number
  },
  node: Lineage,
  context: RddContext,
): Promise<readonly KeySample[]> {
  const { partitions, size, seed } = asked
  return context.runJob({
    rdd,
    action: { kind: 'sampleKeys', size, seed },
    partitions,
    results: inOrder((all) => all.map((rows) => rows[0] as KeySample)),
    callSite: node.callSite,
  })
}
