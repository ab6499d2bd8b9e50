import type { Stage } from '@firesteel/rdd-core'

/** Stages and tasks as bytes; `@firesteel/task` behind a port. */
export interface StageCompiler {
  /**
   * What all tasks of a stage share. Asked once per stage attempt; what it throws (a closure that cannot
   * travel) rejects the job as it is.
   */
  binary(stage: Stage): { readonly binaryId: string; readonly binary: Uint8Array }
  /**
   * What one task needs of its own. Asked for at each launch; throws MissingInputError when
   * `mapOutputsFor` does.
   */
  inputs(
    stage: Stage,
    partition: number,
  ): { readonly partition: Uint8Array; readonly inputs: Uint8Array }
  /** The rows that a result task answered. */
  rows(value: Uint8Array): readonly unknown[]
}
