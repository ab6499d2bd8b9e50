import type { SliceAction, SliceNode, SliceOutput } from '../stage-slice.js'
import type { Emission } from './emission.js'
import { emitRead } from './emit-chain.js'
import { OUTERMOST } from './emission.js'
import { emitMapSide } from './emit-spilling.js'
import { emitTable, foldOf } from './emit-table.js'
import { emitKey } from './emit-pair-check.js'
import { gathererOf, readsKeys } from './gatherer-of.js'

/** Writes `main`: the loop over the stage's result, ending in its output; it returns the rows. */
export function emitMain(emission: Emission, output: SliceOutput): void {
  const { writer } = emission
  const depth = writer.open('function main(rt, p) {')
  if (output.kind === 'shuffle') emitShuffle(emission, output)
  else emitAction(emission, output.action)
  writer.close(depth)
}

function emitShuffle(emission: Emission, output: SliceOutput & { kind: 'shuffle' }): void {
  const { slice, writer } = emission
  const last = slice.nodes.length - 1
  const root = slice.nodes[last] as SliceNode
  writer.line('const sink = rt.shuffleWriter()')
  if (output.aggregator === undefined) {
    emitRead(emission, last, ({ record }) => {
      const k = emitKey(writer, root, record)
      writer.line(`sink.write(target(${k}), ${k}, ${record}[1])`)
    })
    return writer.line('return []')
  }
  const table = emitTable(writer, foldOf(output.aggregator, false))
  const send = () => {
    const i = writer.name('i')
    const depth = writer.open(`for (let ${i} = 0; ${i} < ${table.vs}.length; ${i}++) {`)
    writer.line(`if ((${i} & 1023) === 0) rt.checkKilled()`)
    writer.line(`sink.write(target(${table.ks}[${i}]), ${table.ks}[${i}], ${table.vs}[${i}])`)
    writer.close(depth)
  }
  const memory = emitMapSide(writer, table, send)
  emitRead(emission, last, ({ record }) => {
    const k = emitKey(writer, root, record)
    const { at } = table.put(k, `${record}[1]`)
    memory.look(at)
  })
  send()
  memory.done()
  writer.line('return []')
}

function emitAction(emission: Emission, action: SliceAction): void {
  const { slice, writer } = emission
  const each = (body: (record: string) => void) =>
    emitRead(emission, slice.nodes.length - 1, ({ record }) => body(record))
  const say = (line: string) => writer.line(line)
  const root = slice.nodes.at(-1) as SliceNode
  switch (action.kind) {
    case 'collect':
      say('const out = []')
      each((record) => say(`out.push(${record})`))
      return say('return out')
    case 'count':
      say('let n = 0')
      each(() => say('n++'))
      return say('return [n]')
    case 'countKeys': {
      const table = emitTable(writer, foldOf({ kind: 'count' }, false))
      each((record) => table.put(emitKey(writer, root, record), '1'))
      return say(`return ${table.ks}.map((key, index) => [key, ${table.vs}[index]])`)
    }
    case 'sum':
      say('let n = 0, sum = 0')
      each((record) => say(`n++; sum += ${record}`))
      return say('return [[sum, n]]')
    case 'reduce':
      say('let none = true, acc')
      each((record) =>
        say(`if (none) { none = false; acc = ${record} } else acc = f${action.fn}(acc, ${record})`),
      )
      return say('return none ? [] : [acc]')
    case 'fold':
      say(`let acc = z${action.zero}()`)
      each((record) => say(`acc = f${action.fn}(acc, ${record})`))
      return say('return [acc]')
    case 'foreach':
      each((record) => {
        const answer = writer.name('c')
        say(`const ${answer} = f${action.fn}(${record})`)
        say(
          `if (${answer} !== undefined) h.refusePromise(${answer}, 'foreach', 'foreachPartition')`,
        )
      })
      return say('return []')
    case 'foreachPartition':
      return say(`return h.settled(f${action.fn}(h.records(pipe${slice.nodes.length - 1}(rt, p))))`)
    case 'take':
      say('const out = []')
      if (action.limit > 0) {
        each((record) =>
          say(`out.push(${record}); if (out.length === ${action.limit}) break ${OUTERMOST}`),
        )
      }
      return say('return out')
    case 'saveCheckpoint': {
      const { dir, compress } = action
      say(`const part = h.checkpointPart(rt, ${JSON.stringify(dir)}, ${compress}, p)`)
      const depth = writer.open('try {')
      each((record) => say(`part.add(${record})`))
      say('return [part.finish()]')
      writer.close(depth)
      return say('catch (error) { part.abort(); throw error }')
    }
    case 'saveAsTextFile':
    case 'saveAsObjectFile': {
      const open = action.kind === 'saveAsTextFile' ? 'textPart' : 'objectPart'
      say(`const part = h.${open}(rt, ${JSON.stringify(action.target)})`)
      each((record) => say(`part.add(${record})`))
      return say('return [part.finish()]')
    }
    case 'sampleKeys':
      say(`const sample = h.reservoir(${action.size}, ${action.seed}, p)`)
      each((record) => say(`sample.add(${emitKey(writer, root, record)})`))
      return say('return [sample.row()]')
    default:
      say(`const all = ${gathererOf(action)}`)
      each((record) => {
        if (readsKeys(action)) emitKey(writer, root, record)
        say(`all.add(${record})`)
      })
      return say('return all.rows()')
  }
}
