import type { SliceNode, SliceOp } from '../stage-slice.js'
import type { SourceWriter } from './source-writer.js'

/** Operators whose records are pairs because we make them. */
const MAKES_PAIRS: ReadonlySet<SliceOp['kind']> = new Set([
  'pairWithNothing',
  'keyBy',
  'mapValues',
  'flatMapValues',
  'sketchSize',
  'dropValues',
  'zipWithIndex',
  'zipWithUniqueId',
  'deal',
  'leftOnly',
  'joined',
  'combineByKey',
  'cogroup',
  'sortByKey',
  'cartesian',
  'zip',
])

/**
 * Writes the lines that read a record's key, and names it; what is no pair is refused, by the name of
 * `maker`: of a number there is no key, of a text it would be the first letter. A pair that is made in
 * the loop passes without being looked at.
 */
export function emitKey(
  writer: SourceWriter,
  { op, site }: Pick<SliceNode, 'op' | 'site'>,
  record: string,
): string {
  const key = writer.name('k')
  if (MAKES_PAIRS.has(op.kind)) {
    writer.line(`const ${key} = ${record}[0]`)
    return key
  }
  writer.line(`const ${key} = ${record}?.[0]`)
  writer.line(
    `if (${key} === undefined || typeof ${record} === 'string') h.checkPair(${record}, ${JSON.stringify(site)})`,
  )
  return key
}
