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

/** The settings of `spark.excludeOnFailure` contradict each other. */
export class ExclusionSettingError extends SparkError {
  constructor(problem: string) {
    super('SCHEDULER_EXCLUSION_SETTING', problem)
  }
}
