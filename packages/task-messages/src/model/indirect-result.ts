import type { BlockLocation } from './block-location.js'

/**
 * In place of a task result that is too large for a message: where its bytes are kept until the driver has
 * fetched them. @see org.apache.spark.scheduler.IndirectTaskResult
 */
export interface IndirectTaskResult {
  /** Undefined when the result is larger than all results of a job may be: nobody kept it. */
  readonly blockId: string | undefined
  /** Bytes of the encoded task result. */
  readonly size: number
  readonly location: BlockLocation
}

/** The block that keeps the result of an attempt. */
export const resultBlockId = (taskId: number): string => `taskresult_${taskId}`
