import { DATASET_KEYS, settingOf } from '../conf.js'
import type { Lineage, OpOf, Resolved } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'
import { isAmbiguous } from '../text/delimited-text.js'
import { delimiterOf, ignoresCorrupt, ignoresMissing } from '../text/input-settings.js'
import { listFiles, readableText } from '../text/list-files.js'
import { planSplits, planWholeFiles } from '../text/plan-splits.js'

const DEFAULT_MIN_PARTITIONS = 2

/** Files listed and cut into splits. */
export async function resolveTextFile(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'textFile'>
  const files = readableText(await listFiles(op.path))
  const delimiter = delimiterOf(op.delimiter, context)
  const minSplitBytes = settingOf(context, DATASET_KEYS.minSplitBytes)
  const isWhole = delimiter !== undefined && isAmbiguous(delimiter)
  const splits = planSplits(files, {
    minPartitions: isWhole ? 1 : await minPartitions(op, context),
    minSplitBytes: isWhole ? Number.POSITIVE_INFINITY : minSplitBytes,
  })
  const reading = {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...ignoresMissing(context),
    ...ignoresCorrupt(context),
  }
  return ofPartitions(splits.map((split) => ({ ...split, ...reading })))
}

/** Files listed and grouped. */
export async function resolveWholeTextFiles(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'wholeTextFiles'>
  const files = readableText(await listFiles(op.path))
  const groups = planWholeFiles(files, await minPartitions(op, context))
  const reading = { ...ignoresMissing(context), ...ignoresCorrupt(context) }
  return ofPartitions(
    groups.map((group) => group.map(({ path, gzip }) => ({ path, gzip, ...reading }))),
  )
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
