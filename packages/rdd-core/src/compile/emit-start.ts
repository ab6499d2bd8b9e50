import type { SliceInput, SliceNode } from '../stage-slice.js'
import type { Emission, LoopState } from './emission.js'
import { OUTERMOST } from './emission.js'

/** Looks at the kill flag once per so many records. */
const CHECK = '& 1023) === 0) rt.checkKilled()'

/** Opens the loop over what node `position` begins with: a source, a shuffle, another function's batches. */
export function emitStart(
  { asyncNodes, slice, writer }: Emission,
  position: number,
  fromPipe: boolean,
): LoopState {
  const node = slice.nodes[position] as SliceNode
  if (fromPipe) return batches(`pipe${position}(rt, p)`)
  const own = `rt.partitionValue(${node.id}, p)`
  if (asyncNodes.has(node.id)) return batches(`rt.awaited(${node.id}, p)`)
  switch (node.op.kind) {
    case 'range':
      return range(own)
    case 'parallelize':
      return batches(`[${own}]`)
    case 'textFile':
      return batches(`h.textLines(rt, ${own})`)
    case 'checkpointed':
      return batches(`h.checkpointRows(rt, ${own})`)
    case 'blocksOnly':
      return batches(`h.lostBlock(${node.id}, p)`)
    case 'objectFile': {
      const classes = node.op.classes.map((index) => `captures[${index}]`).join(', ')
      return batches(`h.objectRows(rt, ${own}, [${classes}])`)
    }
    case 'delimitedText':
    case 'binaryFiles':
    case 'binaryRecords':
      return batches(`h.${node.op.kind}(rt, ${own})`)
    case 'wholeTextFiles':
      return batches(`h.wholeFiles(rt, ${own})`)
    case 'cartesian':
      return crossed(node.op.right)
    case 'union':
    case 'coalesce':
    case 'prune':
    case 'glom':
      return batches(`start${position}(rt, p)`)
    case 'mapPartitions':
    case 'zipPartitions':
      return records(`start${position}(rt, p)`)
    default:
      return pairs(`start${position}(rt, p)`)
  }

  function batches(from: string): LoopState {
    const [batch, i, record] = [writer.name('b'), writer.name('i'), writer.name('r')]
    writer.open(`${OUTERMOST}: for (const ${batch} of ${from}) {`)
    const label = writer.name('l')
    writer.open(`${label}: for (let ${i} = 0; ${i} < ${batch}.length; ${i}++) {`)
    writer.line(`if ((${i} ${CHECK}`)
    writer.line(`const ${record} = ${batch}[${i}]`)
    return { record, label }
  }

  function pairs(from: string): LoopState {
    const [batch, i, record] = [writer.name('b'), writer.name('i'), writer.name('r')]
    writer.open(`${OUTERMOST}: for (const ${batch} of ${from}) {`)
    writer.line(`const ${batch}k = ${batch}.keys, ${batch}v = ${batch}.values`)
    const label = writer.name('l')
    writer.open(`${label}: for (let ${i} = 0; ${i} < ${batch}k.length; ${i}++) {`)
    writer.line(`if ((${i} ${CHECK}`)
    writer.line(`const ${record} = [${batch}k[${i}], ${batch}v[${i}]]`)
    return { record, label }
  }

  /** Every record of the left with every record of the right. */
  function crossed(rights: number): LoopState {
    const [left, right] = node.inputs.map((input) => (input as SliceInput & { kind: 'node' }).index)
    const again = writer.name('x')
    writer.line(`const ${again} = h.replayed(pipe${right}, rt, p % ${rights})`)
    const outer = batches(`pipe${left}(rt, Math.floor(p / ${rights}))`)
    const [batch, j, record] = [writer.name('b'), writer.name('j'), writer.name('r')]
    writer.open(`for (const ${batch} of ${again}()) {`)
    const label = writer.name('l')
    writer.open(`${label}: for (let ${j} = 0; ${j} < ${batch}.length; ${j}++) {`)
    writer.line(`if ((${j} ${CHECK}`)
    writer.line(`const ${record} = [${outer.record}, ${batch}[${j}]]`)
    return { record, label }
  }

  function records(from: string): LoopState {
    const [count, record] = [writer.name('c'), writer.name('r')]
    writer.line(`let ${count} = 0`)
    writer.open(`${OUTERMOST}: for (const ${record} of ${from}) {`)
    writer.line(`if ((${count}++ ${CHECK}`)
    return { record, label: OUTERMOST }
  }

  function range(from: string): LoopState {
    const [at, i, upTo, record] = ['at', 'i', 'u', 'r'].map((stem) => writer.name(stem))
    writer.line(`const ${at} = ${from}, ${at}first = ${at}.first, ${at}step = ${at}.step`)
    writer.open(`${OUTERMOST}: for (let ${i} = 0; ${i} < ${at}.count; ) {`)
    writer.line('rt.checkKilled()')
    writer.line(`const ${upTo} = Math.min(${at}.count, ${i} + 1024)`)
    const label = writer.name('l')
    writer.open(`${label}: for (; ${i} < ${upTo}; ${i}++) {`)
    writer.line(`const ${record} = ${at}first + ${i} * ${at}step`)
    return { record: record as string, label }
  }
}
