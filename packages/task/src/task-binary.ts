import type { Stage } from '@firesteel/rdd-core'

/** A stage as bytes: what every one of its tasks needs alike. */
export interface TaskBinary {
  /** Unique per binary: slots keep the compiled program of a binary under it. */
  readonly binaryId: string
  readonly binary: Uint8Array
}

/** What the driver's side of a task needs besides the stage. */
export interface TaskBinaryOptions {
  /** Makes {@link TaskBinary.binaryId}; nanoid unless given. */
  readonly newId?: (() => string) | undefined
}

/**
 * The stage's slice of lineage, its output and all its closures, captured as one graph, as bytes.
 * Throws NotSerializableError with the path to what cannot travel.
 */
export function buildTaskBinary(stage: Stage, options: TaskBinaryOptions = {}): TaskBinary {
  void stage
  void options
  throw new Error('not yet')
}
