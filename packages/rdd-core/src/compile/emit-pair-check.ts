import type { SliceNode } from '../stage-slice.js'
import type { SourceWriter } from './source-writer.js'

/**
 * Writes the line that refuses what is no pair, where keys are read: of a number there is no key, of a
 * text it would be the first letter. A pair that is made in the loop passes without being looked at.
 */
export function emitPairCheck(
  writer: SourceWriter,
  { site }: SliceNode,
  record: string,
  key: string,
): void {
  writer.line(
    `if (${key} === undefined || typeof ${record} === 'string') h.checkPair(${record}, ${JSON.stringify(site)})`,
  )
}
