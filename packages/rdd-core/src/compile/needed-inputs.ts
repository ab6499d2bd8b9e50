import type { SliceNode, StageSlice } from '../stage-slice.js'

/** One partition of one node of a slice. */
export interface SlicePartition {
  readonly node: SliceNode
  readonly partition: number
  /** Of the node in its slice: parents have lower ones. */
  readonly position: number
}

/**
 * The partitions that computing `partition` of the slice's result goes through, nearest first; those
 * for which `stops` says so are not looked behind. No recursion.
 */
export async function neededPartitions(
  slice: StageSlice,
  partition: number,
  stops: (at: SlicePartition) => boolean | Promise<boolean>,
): Promise<readonly SlicePartition[]> {
  const needed: SlicePartition[] = []
  const seen = new Set<string>()
  const queue = [{ position: slice.nodes.length - 1, partition }]
  for (let next = 0; next < queue.length; next++) {
    const { position, partition: index } = queue[next] as (typeof queue)[number]
    const key = `${position}/${index}`
    if (seen.has(key)) continue
    seen.add(key)
    const node = slice.nodes[position] as SliceNode
    const at = { node, partition: index, position }
    if (node.persisted && (await stops(at))) continue
    needed.push(at)
    node.inputs.forEach((input, which) => {
      if (input.kind === 'shuffle') return
      for (const parent of parentsOf(node, which, index)) {
        queue.push({ position: input.index, partition: parent })
      }
    })
  }
  return needed
}

/** The partitions of the `which`-th input that partition `index` of `node` is computed from. */
function parentsOf(node: SliceNode, which: number, index: number): readonly number[] {
  const { op, numPartitions } = node
  if (op.kind === 'union' && op.firsts !== undefined) {
    const first = op.firsts[which] as number
    const next = op.firsts[which + 1] ?? numPartitions
    return index >= first && index < next ? [index - first] : []
  }
  if (op.kind === 'coalesce') {
    const from = Math.floor((index * op.parents) / numPartitions)
    const until = Math.floor(((index + 1) * op.parents) / numPartitions)
    return Array.from({ length: until - from }, (_, offset) => from + offset)
  }
  if (op.kind === 'cartesian') {
    return [which === 0 ? Math.floor(index / op.right) : index % op.right]
  }
  if (op.kind === 'prune') return [index + (op.first ?? 0)]
  return [index]
}
