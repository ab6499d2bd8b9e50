import type { SliceNode } from '../stage-slice.js'
import type { LoopState } from './emission.js'
import { emitKey } from './emit-pair-check.js'
import type { SourceWriter } from './source-writer.js'

/** Writes an operator that takes some records and leaves others, with the state that emitState declared. */
export function emitSampling(
  writer: SourceWriter,
  { id, op }: SliceNode,
  maker: SliceNode,
  state: LoopState,
): LoopState {
  const { record, label } = state
  switch (op.kind) {
    case 'sample':
      if (op.withReplacement) return repeated(`next${id}()`)
      writer.line(`if (gap${id} > 0) { gap${id}--; continue ${label} }`)
      writer.line(`gap${id} = next${id}()`)
      return state
    case 'sampleSlice': {
      const draw = writer.name('u')
      writer.line(`const ${draw} = next${id}()`)
      writer.line(`if (${draw} < ${op.from} || ${draw} >= ${op.until}) continue ${label}`)
      return state
    }
    case 'sampleByKey':
    case 'sampleByKeyExact':
      return byKey(op.withReplacement, `next${id}(${emitKey(writer, maker, record)})`)
    default:
      return state
  }

  function byKey(withReplacement: boolean, count: string): LoopState {
    if (withReplacement) return repeated(count)
    writer.line(`if (${count} === 0) continue ${label}`)
    return state
  }

  function repeated(count: string): LoopState {
    const [i, inner] = [writer.name('i'), writer.name('l')]
    writer.open(`${inner}: for (let ${i} = ${count}; ${i} > 0; ${i}--) {`)
    writer.line(`if ((${i} & 1023) === 1023) rt.checkKilled()`)
    return { record, label: inner }
  }
}
