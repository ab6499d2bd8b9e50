import type { SliceInput, SliceNode } from '../stage-slice.js'
import type { Emission } from './emission.js'
import { emitKey } from './emit-pair-check.js'
import { emitAsyncCall } from './emit-async.js'
import { emitChain, emitRead } from './emit-chain.js'
import { emitCombining, emitGrouping } from './emit-spilling.js'

/** Records that are handed from one function of the program to the next at a time. */
const BATCH = 1024

/** Writes the generator function of a node that others read in batches. */
export function emitPipe(emission: Emission, position: number): void {
  const { slice, writer } = emission
  const node = slice.nodes[position] as SliceNode
  const name = node.persisted ? `raw${position}` : `pipe${position}`
  const depth = writer.open(`function* ${name}(rt, p) {`)
  writer.line('let out = []')
  emitChain(emission, position, ({ record }) => {
    writer.line(`out.push(${record})`)
    writer.line(`if (out.length === ${BATCH}) { yield out; out = [] }`)
  })
  writer.line('if (out.length > 0) yield out')
  writer.close(depth)
  if (node.persisted) {
    writer.line(`const pipe${position} = (rt, p) => h.persisted(rt, ${node.id}, p, raw${position})`)
  }
}

/** Writes the function that a chain beginning at this node starts from, where it needs one. */
export function emitStartFunction(emission: Emission, position: number): void {
  const { slice, writer } = emission
  const node = slice.nodes[position] as SliceNode
  const { op } = node
  const head = `function start${position}(rt, p) {`
  const first = node.inputs[0]
  switch (op.kind) {
    case 'union':
      return unionStart(op.firsts)
    case 'coalesce': {
      const depth = writer.open(head)
      const [parents, groups] = [op.parents, node.numPartitions]
      writer.line(
        `return h.coalesced(pipe${indexOf(first)}, rt, Math.floor((p * ${parents}) / ${groups}), Math.floor(((p + 1) * ${parents}) / ${groups}))`,
      )
      return writer.close(depth)
    }
    case 'mapAsync':
    case 'pipe':
      return emitAsyncCall(emission, node)
    case 'prune': {
      const depth = writer.open(head)
      writer.line(`return pipe${indexOf(first)}(rt, p + ${op.first})`)
      return writer.close(depth)
    }
    case 'zip': {
      const depth = writer.open(head)
      const [left, right] = node.inputs.map((input) => `pipe${indexOf(input)}(rt, p)`)
      writer.line(`return h.zipped(${left}, ${right}, ${JSON.stringify(node.site)})`)
      return writer.close(depth)
    }
    case 'mapPartitions':
    case 'zipPartitions': {
      const inputs = node.inputs.map((input) => `h.records(pipe${indexOf(input)}(rt, p))`)
      if (op.kind === 'mapPartitions' && op.withIndex) inputs.unshift('p')
      const call = `f${op.fn}(${inputs.join(', ')})`
      if (emission.asyncNodes.has(node.id)) {
        return writer.line(`calls[${node.id}] = (rt, p) => ${call}`)
      }
      const depth = writer.open(head)
      writer.line(`return h.iterable(${call}, ${JSON.stringify(node.site)})`)
      return writer.close(depth)
    }
    case 'foldPartition': {
      const depth = writer.open(head)
      const begin = op.zero === undefined ? 'none = true, acc' : `none = false, acc = z${op.zero}()`
      writer.line(`let ${begin}`)
      emitRead(emission, indexOf(first), ({ record }) =>
        writer.line(
          `if (none) { none = false; acc = ${record} } else acc = f${op.fn}(acc, ${record})`,
        ),
      )
      writer.line(`return none ? [] : [{ keys: [p % ${op.targets}], values: [acc] }]`)
      return writer.close(depth)
    }
    case 'glom': {
      const depth = writer.open(head)
      writer.line('const all = []')
      emitRead(emission, indexOf(first), ({ record }) => writer.line(`all.push(${record})`))
      writer.line('return [[all]]')
      return writer.close(depth)
    }
    case 'partitionBy': {
      if (first?.kind !== 'shuffle') return
      const depth = writer.open(head)
      writer.line(`return rt.readShuffle(${first.shuffleId}, p)`)
      return writer.close(depth)
    }
    case 'sortByKey': {
      const depth = writer.open(head)
      if (first?.kind === 'shuffle') {
        writer.line(`return h.sorted(rt, rt.readShuffle(${first.shuffleId}, p), ${op.ascending})`)
      } else sortParent(first, op.ascending)
      return writer.close(depth)
    }
    case 'combineByKey': {
      const depth = writer.open(head)
      const merging = first?.kind === 'shuffle' && first.combined
      const table = emitCombining(writer, op.aggregator, merging, node.site)
      overPairs(emission, first as SliceInput, (key, value) => table.put(key, value))
      writer.line(`return ${table.result}`)
      return writer.close(depth)
    }
    case 'cogroup': {
      const depth = writer.open(head)
      const outer = emission.joins.get(position)
      if (outer !== undefined) {
        const [left, right] = node.inputs.map((input) => batchesOf(emission, input))
        const site = JSON.stringify(node.site)
        writer.line(
          `return h.hashJoin(rt, { left: ${left}, right: ${right}, outer: '${outer}', site: ${site} })`,
        )
        return writer.close(depth)
      }
      const folds = node.inputs.map((_, which) => ({
        create: (value: string) =>
          `[${node.inputs.map((_, side) => (side === which ? `[${value}]` : '[]')).join(', ')}]`,
        // An empty array that is pushed to makes room for 17 values: most groups never have so many.
        update: (place: string, value: string) =>
          `if (${place}[${which}].length === 0) ${place}[${which}] = [${value}]; else ${place}[${which}].push(${value})`,
      }))
      const tables = emitGrouping(writer, folds, node.site)
      node.inputs.forEach((input, which) => {
        overPairs(emission, input, (key, value) => tables(which).put(key, value))
      })
      writer.line(`return ${tables(0).result}`)
      return writer.close(depth)
    }
    default:
      return
  }

  /** Writes the loop that hands the pairs of a parent in this stage to a sort, in batches. */
  function sortParent(input: SliceInput | undefined, ascending: boolean): void {
    const add = 'sort.add({ keys: ks, values: vs })'
    writer.line(`const sort = h.sorting(rt, ${ascending})`)
    writer.line('let ks = [], vs = []')
    overPairs(emission, input as SliceInput, (key, value) => {
      writer.line(`ks.push(${key}); vs.push(${value})`)
      writer.line(`if (ks.length === ${BATCH}) { ${add}; ks = []; vs = [] }`)
    })
    writer.line(add)
    writer.line('return sort.sorted()')
  }

  function unionStart(firsts: readonly number[] | undefined): void {
    const pipes = node.inputs.map((input) => `pipe${indexOf(input)}`)
    writer.line(`const parents${position} = [${pipes.join(', ')}]`)
    const depth = writer.open(head)
    if (firsts === undefined) {
      writer.line(`return h.aligned(parents${position}, rt, p)`)
    } else {
      writer.line(`return h.concatenated(parents${position}, firsts${position}, rt, p)`)
    }
    writer.close(depth)
    if (firsts !== undefined) {
      writer.line(`const firsts${position} = ${JSON.stringify(firsts)}`)
    }
  }
}

/** An expression for the pairs of an input, in batches. */
function batchesOf({ slice }: Emission, input: SliceInput): string {
  if (input.kind === 'shuffle') return `rt.readShuffle(${input.shuffleId}, p)`
  const { site } = slice.nodes[input.index] as SliceNode
  return `h.pairBatches(pipe${input.index}(rt, p), ${JSON.stringify(site)})`
}

/** Writes a loop over the pairs of an input, be it a shuffle or a parent in this stage. */
function overPairs(
  emission: Emission,
  input: SliceInput,
  body: (key: string, value: string) => void,
): void {
  const { writer } = emission
  if (input.kind === 'node') {
    const maker = emission.slice.nodes[input.index] as SliceNode
    return emitRead(emission, input.index, ({ record }) => {
      const key = emitKey(writer, maker, record)
      body(key, `${record}[1]`)
    })
  }
  const batch = writer.name('b')
  const depth = writer.open(`for (const ${batch} of rt.readShuffle(${input.shuffleId}, p)) {`)
  writer.line('rt.checkKilled()')
  writer.line(`const ${batch}k = ${batch}.keys, ${batch}v = ${batch}.values`)
  const i = writer.name('i')
  writer.open(`for (let ${i} = 0; ${i} < ${batch}k.length; ${i}++) {`)
  body(`${batch}k[${i}]`, `${batch}v[${i}]`)
  return writer.close(depth)
}

const indexOf = (input: SliceInput | undefined): number =>
  (input as SliceInput & { kind: 'node' }).index
