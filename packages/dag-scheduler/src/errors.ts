import { SparkError } from '@firesteel/errors'
import type { TaskFailureCause } from '@firesteel/task-scheduler'

/** Where a job was asked for: the frames of its caller. */
type Caller = { readonly long: string }

/**
 * A job was given up because a stage of it failed. The message begins with the user's own error and
 * place, the stack shows the user's frames in the task and then the caller's; `cause` is the task's error.
 */
export class JobFailedError extends SparkError {
  constructor(jobId: number, why: string, { caller, cause }: JobFailure) {
    const reason = `Job aborted due to stage failure: ${why}`
    super('JOB_FAILED', cause === undefined ? reason : `${headline(cause)}\n${reason}`, {
      cause: cause?.error,
      details: { jobId },
    })
    const frames = cause === undefined ? '' : framesOf(cause.error)
    this.stack = `${this.name}: ${this.message}${frames}\nDriver stacktrace:\n${framesIn(caller.long)}`
  }
}

/** What a {@link JobFailedError} is made of, besides why. */
export interface JobFailure {
  readonly caller: Caller
  readonly cause?: TaskFailureCause | undefined
}

/** A job was called off. */
export class JobCancelledError extends SparkError {
  constructor(jobId: number, why: string, caller: Caller) {
    super('JOB_CANCELLED', `Job ${jobId} cancelled ${why}`.trimEnd(), { details: { jobId } })
    this.stack = `${this.name}: ${this.message}\n${framesIn(caller.long)}`
  }
}

/** Taking the results of a job threw on the driver. */
export class JobResultError extends SparkError {
  constructor(jobId: number, cause: unknown) {
    super('JOB_RESULT_FAILED', `the results of job ${jobId} could not be taken: ${String(cause)}`, {
      cause,
      details: { jobId },
    })
  }
}

/** Why a job is called off whose signal was aborted: the reason that was given with it, if any. */
export function whyAborted(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason
  if (typeof reason === 'string') return reason
  const isGiven = reason instanceof Error && reason.name !== 'AbortError'
  return isGiven ? reason.message : 'because its signal was aborted'
}

const headline = ({ error, userFrame }: TaskFailureCause): string =>
  `${error.name}: ${error.message}${userFrame === undefined ? '' : ` (at ${userFrame})`}`

/** Frames as Node shows them. */
const framesIn = (long: string): string => long.replaceAll(/^\s*(?=\S)/gm, '    ')

/** The frames of a stack, without the message above them. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return frames.length === 0 ? '' : `\n${frames.join('\n')}`
}

/** A barrier stage that can never run. */
export class BarrierRefusedError extends SparkError {
  constructor(why: string) {
    super('JOB_BARRIER_REFUSED', why)
  }
}
