import type { SliceNode } from '../stage-slice.js'
import type { SourceWriter } from './source-writer.js'

/** Writes what an operator keeps from record to record, before the loop that it stands in. */
export function emitState(writer: SourceWriter, { id, op }: SliceNode): void {
  switch (op.kind) {
    case 'zipWithIndex':
      return writer.line(`let count${id} = rt.partitionValue(${id}, p)`)
    case 'zipWithUniqueId':
      return writer.line(`let count${id} = 0`)
    case 'deal':
      return writer.line(`let count${id} = h.firstTarget(p, ${op.numPartitions})`)
    case 'sample': {
      const draw = op.withReplacement ? 'copies' : 'gaps'
      writer.line(`const next${id} = h.${draw}(${op.fraction}, ${op.seed}, p)`)
      if (!op.withReplacement) writer.line(`let gap${id} = next${id}()`)
      return
    }
    case 'sampleSlice':
      return writer.line(`const next${id} = h.uniforms(${op.seed}, p)`)
    case 'sampleByKey':
      return writer.line(
        `const next${id} = h.copiesByKey(captures[${op.fractions}], ${op.withReplacement}, ${op.seed}, p)`,
      )
    case 'sampleByKeyExact':
      return writer.line(
        `const next${id} = h.exactCopies(rt.partitionValue(${id}, p), ${op.withReplacement}, ${op.seed}, p)`,
      )
    case 'filterByRange':
      return writer.line(`const inRange${id} = h.inRange(captures[${op.bounds}])`)
    default:
  }
}
