import type { JobDescription } from '@firesteel/rdd-core'
import type { Stage } from './stage.js'

/** A job that was accepted, and the promise that waits for it. @see org.apache.spark.scheduler.ActiveJob */
export interface Job {
  readonly jobId: number
  readonly description: JobDescription<unknown>
  readonly properties: Readonly<Record<string, string>>
  /** Where in `description.partitions` each partition stands. */
  readonly outputOf: ReadonlyMap<number, number>
  readonly finished: Uint8Array
  finishedCount: number
  /** All stages it may need, its last one at the end; filled when it is planned. */
  stages: readonly Stage[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** The job's stage that answers. */
export const finalStageOf = (job: Job): Stage | undefined => job.stages.at(-1)
