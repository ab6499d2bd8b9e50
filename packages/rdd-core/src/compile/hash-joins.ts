import type { SliceNode, SliceOpOf, StageSlice } from '../stage-slice.js'

/** Which sides of a join keep what has no partner. */
export type Outer = SliceOpOf<'joined'>['outer']

/**
 * The joins that need no groups: for each position of a cogroup of two that nothing but a join reads,
 * what kind of join that is. The cogroup's place then makes the joined pairs, the join passes them on.
 */
export function hashJoinsOf({ nodes }: StageSlice): ReadonlyMap<number, Outer> {
  const readers = new Map<number, number>()
  for (const { inputs } of nodes) {
    for (const input of inputs) {
      if (input.kind === 'node') readers.set(input.index, (readers.get(input.index) ?? 0) + 1)
    }
  }
  const joins = new Map<number, Outer>()
  for (const { inputs, op } of nodes) {
    const [input] = inputs
    if (op.kind !== 'joined' || input?.kind !== 'node') continue
    const groups = nodes[input.index] as SliceNode
    const alone = readers.get(input.index) === 1 && !groups.persisted
    if (groups.op.kind === 'cogroup' && groups.inputs.length === 2 && alone) {
      joins.set(input.index, op.outer)
    }
  }
  return joins
}

/** Whether the node passes on what the place before it joined already. */
export function isJoinedBefore(
  { inputs, op }: SliceNode,
  joins: ReadonlyMap<number, Outer>,
): boolean {
  const [input] = inputs
  return op.kind === 'joined' && input?.kind === 'node' && joins.has(input.index)
}
