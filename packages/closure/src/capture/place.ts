import type { Inspection } from '../inspect/inspection.js'
import type { SourcePosition } from '../errors.js'
import { remapPosition } from '../stack/remap.js'

/** Where the user wrote a function; undefined when the inspector cannot say. */
export function placeOf(
  fn: Function,
  inspection: Inspection | undefined,
): SourcePosition | undefined {
  const looked = inspection?.look(fn)
  if (looked === undefined || 'target' in looked) return undefined
  const url = inspection?.scripts.get(looked.scriptId)?.url
  return url ? remapPosition(url, looked.line + 1, looked.column + 1) : undefined
}
