import type { Lineage, OpOf, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
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
      : rangeBounds(await sampleKeys(parent, wanted, node, context), wanted)
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

function sampleKeys(
  rdd: Lineage,
  wanted: number,
  node: Lineage,
  context: RddContext,
): Promise<readonly KeySample[]> {
  const inputs = resolvedOf(rdd).numPartitions
  const size = Math.ceil((3 * Math.min(KEYS_PER_PARTITION * wanted, MAX_KEYS)) / inputs)
  const samples: KeySample[] = []
  return context.runJob({
    rdd,
    action: { kind: 'sampleKeys', size, seed: rdd.id },
    partitions: Array.from({ length: inputs }, (_, index) => index),
    results: {
      add(index, rows) {
        samples[index] = rows[0] as KeySample
      },
      value: () => samples,
    },
    callSite: node.callSite,
  })
}
