import type { ClassRegistry } from '../class-registry.js'
import type { Inspection } from '../inspect/inspection.js'
import type { ClosureWarning } from '../warnings.js'
import type { GraphWriter } from './graph-writer.js'

/** What every part of one capture works with. */
export interface CaptureContext {
  readonly writer: GraphWriter
  readonly classes: ClassRegistry | undefined
  readonly warn: (warning: ClosureWarning) => void
  /** The connection of this capture; undefined where the inspector is not available. */
  readonly inspect: () => Inspection | undefined
}
