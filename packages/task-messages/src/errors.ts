import { SparkError } from '@firesteel/errors'

/** Bytes that are no task description, task result or map status of this version. */
export class TaskCodecError extends SparkError {
  constructor(what: string, why: string) {
    super(
      'TASK_CODEC',
      `${what} cannot be read: ${why}. Driver and executors need the same version of firesteel`,
      { details: { what } },
    )
  }
}
