import { SparkError } from '@firesteel/errors'

/** The file of `spark.scheduler.allocation.file` cannot be read as what it should be. */
export class AllocationFileError extends SparkError {
  constructor(file: string, cause: unknown) {
    super(
      'SCHEDULER_ALLOCATION_FILE',
      `the pools in ${file} (spark.scheduler.allocation.file) cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause, details: { file } },
    )
  }
}
