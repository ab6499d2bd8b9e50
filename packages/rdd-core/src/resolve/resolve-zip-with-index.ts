import { inOrder } from '../in-order.js'
import type { Lineage, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'

/** Each partition's first index: a job counts all partitions but the last. */
export async function resolveZipWithIndex(node: Lineage, context: RddContext): Promise<Resolved> {
  const parent = node.parents[0] as Lineage
  const { numPartitions } = resolvedOf(parent)
  const counts = numPartitions > 1 ? await countEach(parent, numPartitions - 1, node, context) : []
  const partitions = [0]
  for (const count of counts) partitions.push((partitions.at(-1) as number) + count)
  return {
    numPartitions,
    partitioner: undefined,
    dependencies: [{ kind: 'narrow', parent }],
    partitions: partitions.slice(0, numPartitions),
  }
}

const countEach = (
  rdd: Lineage,
  partitions: number,
  node: Lineage,
  context: RddContext,
): Promise<readonly number[]> =>
  context.runJob({
    rdd,
    action: { kind: 'count' },
    partitions: Array.from({ length: partitions }, (_, index) => index),
    results: inOrder((all) => all.map((rows) => rows[0] as number)),
    callSite: node.callSite,
  })
