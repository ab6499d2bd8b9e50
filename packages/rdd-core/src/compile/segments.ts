import type { SliceNode, StageSlice } from '../stage-slice.js'
import type { Outer } from './hash-joins.js'

/** A function of the generated program is cut after this many operators: V8 optimises no endless function. */
const MAX_OPERATORS = 64
/** … and after this many loops in one another. */
const MAX_DEPTH = 8

const INLINE = new Set<string>([
  'map',
  'filter',
  'flatMap',
  'mapValues',
  'flatMapValues',
  'keyBy',
  'keys',
  'values',
  'zipWithIndex',
  'deal',
  'pairWithNothing',
  'joined',
  'sketchSize',
  'zipWithUniqueId',
  'dropValues',
  'inBoth',
  'leftOnly',
  'sample',
  'sampleSlice',
  'sampleByKey',
  'sampleByKeyExact',
  'filterByRange',
])
const LOOPS = new Set<string>([
  'flatMap',
  'flatMapValues',
  'joined',
  'leftOnly',
  'sample',
  'sampleByKey',
  'sampleByKeyExact',
])

/** Whether the operator is a few lines inside the loop over its parent. */
export const isInline = (node: SliceNode): boolean =>
  INLINE.has(node.op.kind) ||
  (node.op.kind === 'partitionBy' && node.inputs[0]?.kind === 'node') ||
  (node.op.kind === 'prune' && node.op.first === undefined)

/** Whether the operator pulls its parents through generators instead of looping over them. */
const pullsParents = (node: SliceNode): boolean => PULLS.has(node.op.kind) && !isInline(node)

const PULLS = new Set<string>([
  'union',
  'coalesce',
  'mapPartitions',
  'mapAsync',
  'pipe',
  'zipPartitions',
  'zip',
  'cartesian',
  'prune',
])

/**
 * The nodes that become generator functions of their own: those read by several others or by an
 * operator that pulls, those that are persisted, and cuts in chains that are too long.
 */
export function pipesOf(
  { nodes }: StageSlice,
  joins: ReadonlyMap<number, Outer>,
): ReadonlySet<number> {
  const pipes = new Set<number>()
  const readers = new Map<number, number>()
  const lengths: { operators: number; depth: number }[] = []
  nodes.forEach((node, position) => {
    for (const input of node.inputs) {
      if (input.kind !== 'node') continue
      const count = (readers.get(input.index) ?? 0) + 1
      readers.set(input.index, count)
      if (count > 1 || pullsParents(node) || joins.has(position)) pipes.add(input.index)
    }
    if (node.persisted) pipes.add(position)
  })
  nodes.forEach((node, position) => {
    const input = node.inputs[0]
    const before =
      isInline(node) && input?.kind === 'node' && !pipes.has(input.index)
        ? (lengths[input.index] ?? { operators: 0, depth: 0 })
        : { operators: 0, depth: 0 }
    const length = {
      operators: before.operators + 1,
      depth: before.depth + (LOOPS.has(node.op.kind) ? 1 : 0),
    }
    lengths.push(length)
    if (length.operators >= MAX_OPERATORS || length.depth >= MAX_DEPTH) pipes.add(position)
  })
  return pipes
}
