import type { Stage } from '@firesteel/rdd-core'
import type { TaskBytes } from '@firesteel/task-scheduler'

/** Stages and tasks as bytes; `@firesteel/task` behind a port. */
export interface StageCompiler {
  /**
   * What all tasks of a stage share. Asked once per stage attempt; what it throws (a closure that cannot
   * travel) rejects the job as it is.
   */
  binary(stage: Stage): { readonly binaryId: string; readonly binary: Uint8Array }
  /**
   * What one task needs of its own. Asked at each launch; throws MissingInputError when a map output
   * that it reads is gone.
   */
  inputs(stage: Stage, partition: number): TaskBytes
  /** The rows that a result task answered. */
  rows(value: Uint8Array): readonly unknown[]
}
