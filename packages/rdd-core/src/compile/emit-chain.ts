import type { SliceInput, SliceNode } from '../stage-slice.js'
import type { Emission, LoopState } from './emission.js'
import { emitOperator } from './emit-operator.js'
import { emitStart } from './emit-start.js'
import { emitState } from './emit-state.js'
import { isJoinedBefore } from './hash-joins.js'
import { isInline } from './segments.js'

/** As {@link emitChain}, unless the node has a function of its own to read from. */
export function emitRead(
  emission: Emission,
  position: number,
  body: (state: LoopState) => void,
): void {
  if (!emission.pipes.has(position)) return emitChain(emission, position, body)
  const depth = emission.writer.open('{')
  body(emitStart(emission, position, true))
  emission.writer.close(depth)
}

/**
 * Writes one loop nest that computes node `position` and calls `body` inside it with each record.
 * Counters of operators are declared before it.
 */
export function emitChain(
  emission: Emission,
  position: number,
  body: (state: LoopState) => void,
): void {
  const { slice, pipes, writer } = emission
  const operators: SliceNode[] = []
  let start = position
  for (let at = position; ; ) {
    const node = slice.nodes[at] as SliceNode
    start = at
    if (!isInline(node)) break
    operators.unshift(node)
    const input = node.inputs[0] as SliceInput & { kind: 'node' }
    at = input.index
    if (pipes.has(at)) {
      start = at
      break
    }
  }
  const fromPipe = operators.length > 0 && pipes.has(start)
  for (const node of operators) emitState(writer, node)
  const depth = writer.open('{')
  let state = emitStart(emission, start, fromPipe)
  for (const node of operators) {
    if (isJoinedBefore(node, emission.joins)) continue
    const input = node.inputs[0] as SliceInput & { kind: 'node' }
    state = emitOperator(writer, node, slice.nodes[input.index] as SliceNode, state)
  }
  body(state)
  writer.close(depth)
}
