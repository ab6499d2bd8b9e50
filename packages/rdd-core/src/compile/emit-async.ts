import type { SliceInput, SliceNode, StageSlice } from '../stage-slice.js'
import type { Emission } from './emission.js'

/** Writes the call that makes an operator's rows before the loop runs, for operators that always do. */
export function emitAsyncCall({ slice, writer }: Emission, node: SliceNode): void {
  const { id, op } = node
  const input = `pipe${(node.inputs[0] as SliceInput & { kind: 'node' }).index}(rt, p)`
  if (op.kind === 'mapAsync') {
    writer.line(`calls[${id}] = (rt, p) => h.mappedAsync(${input}, f${op.fn}, ${op.concurrency})`)
  } else if (op.kind === 'pipe') {
    const { command, encoding, env, separateWorkingDir } = op
    const how = JSON.stringify({ command, encoding, env, separateWorkingDir })
    const printers = `{ context: ${fn(op.context)}, element: ${fn(op.element)} }`
    const file = inputFile(slice, node)
    const options = `{ ...${how}, printers: ${printers}, inputFile: ${file} }`
    writer.line(`calls[${id}] = (rt, p, signal) => h.piped(rt, ${input}, ${options}, signal)`)
  }
}

const fn = (index: number | undefined): string => (index === undefined ? 'undefined' : `f${index}`)

/** The expression for the path of the file that a partition of the node is read from, where that is one. */
function inputFile(slice: StageSlice, node: SliceNode): string {
  for (let at = node; at.inputs.length > 0; ) {
    const [input] = at.inputs
    const isShifted = at.op.kind === 'coalesce' || at.op.kind === 'union' || at.op.kind === 'prune'
    if (at.inputs.length > 1 || input?.kind !== 'node' || isShifted) return 'undefined'
    at = slice.nodes[input.index] as SliceNode
    if (at.op.kind === 'textFile' || at.op.kind === 'delimitedText')
      return `rt.partitionValue(${at.id}, p).path`
  }
  return 'undefined'
}
