import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Serializer } from '@firesteel/serializer'
import { DATASET_KEYS, settingOf } from '../conf.js'
import { CheckpointIncompleteError } from '../errors.js'
import type { Checkpoint, Lineage, Op, Resolved } from '../lineage.js'
import { numPartitionsOf, resolvedOf } from '../lineage.js'
import { partName } from '../output/output-target.js'
import type { RddContext } from '../rdd-context.js'
import { allIndexes } from '../run-action.js'

/** Property: datasets behind a marked one are checkpointed, too. */
export const ALL_MARKED = DATASET_KEYS.checkpointAllMarked.name

/**
 * Writes the checkpoints that are due once a job over `rdd` has succeeded: of each line of descent the
 * first dataset that is marked, unless all are wanted. Each is a job of its own.
 * @see org.apache.spark.rdd.RDD.doCheckpoint
 */
export async function materializeCheckpoints(
  rdd: Lineage,
  context: RddContext,
  wantsAll = false,
): Promise<void> {
  for (const node of marked(rdd, wantsAll)) {
    const checkpoint = node.checkpoint as Checkpoint
    if (checkpoint.state !== 'marked') continue
    checkpoint.state = 'running'
    try {
      if (checkpoint.kind === 'reliable') await write(node, checkpoint, context)
      else await keepBlocks(node, checkpoint, context)
    } finally {
      // A failure is the action's; the next one tries again.
      if (checkpoint.state === 'running') checkpoint.state = 'marked'
    }
  }
}

/** Marked datasets behind `rdd`, parents first; no recursion. */
function marked(rdd: Lineage, wantsAll: boolean): Lineage[] {
  const found: Lineage[] = []
  const seen = new Set<Lineage>([rdd])
  const stack = [rdd]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const isMarked = node.checkpoint?.state === 'marked' && node.resolved !== undefined
    if (isMarked) found.push(node)
    // The job that writes a checkpoint is over the dataset itself: it is the nearest, too.
    const isNearest = isMarked || node.checkpoint?.state === 'running'
    if (isNearest && !wantsAll) continue
    for (const parent of node.parents) {
      if (seen.has(parent)) continue
      seen.add(parent)
      stack.push(parent)
    }
  }
  return found.sort((a, b) => a.id - b.id)
}

async function write(node: Lineage, checkpoint: Checkpoint, context: RddContext): Promise<void> {
  const dir = join(context.checkpointDir ?? '.', `rdd-${node.id}`)
  await mkdir(dir, { recursive: true })
  const compress = settingOf(context, DATASET_KEYS.compressCheckpoints)
  await runOver(node, context, { kind: 'saveCheckpoint', dir, compress })
  const { numPartitions, partitioner } = resolvedOf(node)
  const parts = (await readdir(dir)).filter((name) => name.startsWith('part-'))
  if (parts.length !== numPartitions) {
    throw new CheckpointIncompleteError(dir, parts.length, numPartitions)
  }
  if (partitioner !== undefined && partitioner.kind !== 'custom') {
    await writeFile(join(dir, '_partitioner'), new Serializer().serialize(partitioner))
  }
  checkpoint.path = dir
  const partitions = allIndexes(numPartitions).map((index) => join(dir, partName(index)))
  cut(node, checkpoint, context, { kind: 'checkpointed' }, partitions)
}

/** Computes what is not kept yet; cuts only what is kept as a whole. */
async function keepBlocks(
  node: Lineage,
  checkpoint: Checkpoint,
  context: RddContext,
): Promise<void> {
  const isWhole = () => context.hasAllBlocks(node.id, numPartitionsOf(node))
  if (!(await isWhole())) await runOver(node, context, { kind: 'count' })
  if (await isWhole()) cut(node, checkpoint, context, { kind: 'blocksOnly' })
}

/** From now on the dataset is a source. Jobs that run have been planned with what is behind it: it waits for them. */
function cut(
  node: Lineage,
  checkpoint: Checkpoint,
  context: RddContext,
  op: Op,
  partitions?: readonly string[],
): void {
  checkpoint.state = 'done'
  context.whenUnused(node, () => {
    const { numPartitions, partitioner } = resolvedOf(node)
    const resolved: Resolved = { numPartitions, partitioner, dependencies: [], partitions }
    node.op = op
    node.parents = []
    node.resolved = resolved
  })
}

const runOver = (
  node: Lineage,
  context: RddContext,
  action: Parameters<RddContext['runJob']>[0]['action'],
): Promise<void> =>
  context.runJob<void>({
    rdd: node,
    action,
    partitions: allIndexes(numPartitionsOf(node)),
    results: { add: () => {}, value: () => undefined },
    callSite: node.callSite,
  })
