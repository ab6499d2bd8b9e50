import type { Lineage, OpOf, Resolved } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'
import { listFiles } from '../text/list-files.js'
import { planSplits, planWholeFiles } from '../text/plan-splits.js'

const MIN_SPLIT_BYTES = 'spark.hadoop.mapreduce.input.fileinputformat.split.minsize'
const DEFAULT_MIN_PARTITIONS = 2

/** Files listed and cut into splits. */
export async function resolveTextFile(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'textFile'>
  const files = await listFiles(op.path)
  const minSplitBytes = context.setting(MIN_SPLIT_BYTES)
  return ofPartitions(
    planSplits(files, {
      minPartitions: await minPartitions(op, context),
      minSplitBytes: minSplitBytes === undefined ? undefined : Number(minSplitBytes),
    }),
  )
}

/** Files listed and grouped. */
export async function resolveWholeTextFiles(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'wholeTextFiles'>
  const groups = planWholeFiles(await listFiles(op.path), await minPartitions(op, context))
  return ofPartitions(groups.map((group) => group.map(({ path, gzip }) => ({ path, gzip }))))
}

const minPartitions = async (
  op: { readonly minPartitions?: number },
  context: RddContext,
): Promise<number> =>
  op.minPartitions ?? Math.min(await context.defaultParallelism, DEFAULT_MIN_PARTITIONS)

const ofPartitions = (partitions: readonly unknown[]): Resolved => ({
  numPartitions: partitions.length,
  partitioner: undefined,
  dependencies: [],
  partitions,
})
