import type { ClassRegistry } from '../class-registry.js'
import type { Inspection } from '../inspect/inspection.js'
import type { ClosureWarning } from '../warnings.js'
import type { GraphWriter } from './graph-writer.js'
import type { VariableUse } from './shared-variables.js'

/** What every part of one capture works with. */
export interface CaptureContext {
  readonly writer: GraphWriter
  readonly classes: ClassRegistry | undefined
  readonly warn: (warning: ClosureWarning) => void
  /** Every use of a variable, for those that functions share. */
  readonly uses: VariableUse[]
  /** The connection of this capture; undefined where the inspector is not available. */
  readonly inspect: () => Inspection | undefined
}
