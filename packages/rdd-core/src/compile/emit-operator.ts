import type { SliceNode } from '../stage-slice.js'
import type { LoopState } from './emission.js'
import { emitSampling } from './emit-sampling.js'
import { emitKey } from './emit-pair-check.js'
import type { SourceWriter } from './source-writer.js'

/** Writes one operator over what `maker` made into the loop; the state after it is what the next one sees. */
export function emitOperator(
  writer: SourceWriter,
  node: SliceNode,
  maker: SliceNode,
  state: LoopState,
): LoopState {
  const { record, label } = state
  const key = () => emitKey(writer, maker, record)
  const { op } = node
  switch (op.kind) {
    case 'map':
      return bind(`f${op.fn}(${record})`)
    case 'filter':
      return kept(`f${op.fn}(${record})`)
    case 'pairWithNothing':
      return bind(`[${record}, null]`)
    case 'keyBy':
      return bind(`[f${op.fn}(${record}), ${record}]`)
    case 'keys':
      return bind(key())
    case 'values':
      key()
      return bind(`${record}[1]`)
    case 'mapValues':
      return bind(`[${key()}, f${op.fn}(${record}[1])]`)
    case 'sketchSize':
      return bind(
        `[${record}[0], h.sketching(${op.precision}, ${op.sparsePrecision}).size(${record}[1])]`,
      )
    case 'zipWithIndex':
      return bind(`[${record}, count${node.id}++]`)
    case 'dropValues':
      return bind(`[${key()}, null]`)
    case 'zipWithUniqueId':
      return bind(`[${record}, count${node.id}++ * ${node.numPartitions} + p]`)
    case 'sample':
    case 'sampleSlice':
    case 'sampleByKey':
    case 'sampleByKeyExact':
      return emitSampling(writer, node, maker, state)
    case 'filterByRange':
      writer.line(`if (!inRange${node.id}(${key()})) continue ${label}`)
      return state
    case 'inBoth':
      writer.line(
        `if (${record}[1][0].length === 0 || ${record}[1][1].length === 0) continue ${label}`,
      )
      return bind(`${record}[0]`)
    case 'leftOnly':
      writer.line(`if (${record}[1][1].length !== 0) continue ${label}`)
      return flatten(`${record}[1][0]`, (item) => `[${record}[0], ${item}]`)
    case 'deal':
      return bind(`[count${node.id}++ % ${op.numPartitions}, ${record}]`)
    case 'flatMap':
      return flatten(`f${op.fn}(${record})`, (item) => item)
    case 'flatMapValues': {
      const own = key()
      return flatten(`f${op.fn}(${record}[1])`, (item) => `[${own}, ${item}]`)
    }
    case 'joined':
      return joined(op.outer)
    default:
      // A partitionBy whose parent is already partitioned so.
      return state
  }

  function bind(expression: string): LoopState {
    const name = writer.name('r')
    writer.line(`const ${name} = ${expression}`)
    return { record: name, label }
  }

  /** Only an answer that is neither true nor falsy is looked at: that costs the usual predicate nothing. */
  function kept(expression: string): LoopState {
    const answer = writer.name('c')
    writer.line(`const ${answer} = ${expression}`)
    const depth = writer.open(`if (${answer} !== true) {`)
    writer.line(`if (!${answer}) continue ${label}`)
    writer.line(`h.refusePromise(${answer}, ${JSON.stringify(node.site)}, 'mapPartitions')`)
    writer.close(depth)
    return state
  }

  /** Arrays by index; whatever else is iterable in chunks of it, in the same loop: one copy of what follows. */
  function flatten(expression: string, recordOf: (item: string) => string): LoopState {
    const [all, rest, part] = [writer.name('x'), writer.name('x'), writer.name('x')]
    const [i, name, inner] = [writer.name('i'), writer.name('r'), writer.name('l')]
    writer.line(`const ${all} = ${expression}`)
    writer.line(
      `const ${rest} = Array.isArray(${all}) ? null : h.chunks(rt, ${all}, ${JSON.stringify(node.site)})`,
    )
    writer.open(
      `for (let ${part} = ${rest} === null ? ${all} : ${rest}(); ${part} !== null; ${part} = ${rest} === null ? null : ${rest}()) {`,
    )
    writer.open(`${inner}: for (let ${i} = 0; ${i} < ${part}.length; ${i}++) {`)
    writer.line(`if ((${i} & 1023) === 1023) rt.checkKilled()`)
    writer.line(`const ${name} = ${recordOf(`${part}[${i}]`)}`)
    return { record: name, label: inner }
  }

  function joined(outer: 'inner' | 'left' | 'right' | 'full'): LoopState {
    const [left, right] = [writer.name('x'), writer.name('x')]
    const [i, j, name, inner] = [
      writer.name('i'),
      writer.name('j'),
      writer.name('r'),
      writer.name('l'),
    ]
    const keepsLeft = outer === 'left' || outer === 'full'
    const keepsRight = outer === 'right' || outer === 'full'
    const side = (index: number, kept: boolean) =>
      kept ? `h.orMissing(${record}[1][${index}])` : `${record}[1][${index}]`
    writer.line(`const ${left} = ${side(0, keepsRight)}, ${right} = ${side(1, keepsLeft)}`)
    const held = overChunks(left, 'heldChunks')
    const part = overChunks(right, 'groupChunks')
    writer.open(`for (let ${i} = 0; ${i} < ${held}.length; ${i}++) {`)
    writer.open(`${inner}: for (let ${j} = 0; ${j} < ${part}.length; ${j}++) {`)
    writer.line(`if ((${j} & 1023) === 1023) rt.checkKilled()`)
    writer.line(`const ${name} = [${record}[0], [${held}[${i}], ${part}[${j}]]]`)
    return { record: name, label: inner }
  }

  /** Opens a loop over the values of a group: once for an array, chunk by chunk for one that is on disk. */
  function overChunks(group: string, chunks: 'heldChunks' | 'groupChunks'): string {
    const [rest, part] = [writer.name('x'), writer.name('x')]
    writer.line(`const ${rest} = Array.isArray(${group}) ? null : h.${chunks}(${group})`)
    writer.open(
      `for (let ${part} = ${rest} === null ? ${group} : ${rest}(); ${part} !== null; ${part} = ${rest} === null ? null : ${rest}()) {`,
    )
    return part
  }
}
