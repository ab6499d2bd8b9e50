import type { DagContext } from './context.js'
import { errorFrom } from '@firesteel/errors'
import { JobFailedError } from './errors.js'
import type { Job } from './job.js'
import type { Stage } from './stage.js'
import { markFinished } from './stage-life.js'
import type { TaskFailureCause } from '@firesteel/task-scheduler'

/** A job's property: `true` terminates the threads of its tasks when it ends early. */
const INTERRUPT_ON_CANCEL = 'spark.job.interruptOnCancel'

/** The job is over with an error; stages that only it needs are ended. */
export function failJob(context: DagContext, job: Job, error: Error): void {
  const { state, clock, logger } = context
  if (!state.jobs.has(job.jobId)) return
  for (const stage of job.stages) {
    if (stage.jobs.size > 1 || !stage.jobs.has(job)) continue
    if (!state.running.has(stage)) continue
    markFinished(context, stage, error.message)
  }
  endAttempts(context, job, `Job ${job.jobId} failed or was cancelled`)
  state.forgetJob(job)
  logger.info({ jobId: job.jobId }, `job ${job.jobId} failed: ${error.message}`)
  const result = { kind: 'JobFailed', message: error.message, stack: error.stack } as const
  context.tell({ type: 'jobEnd', time: clock.now(), jobId: job.jobId, result })
  job.reject(error)
}

/**
 * Every partition has answered: the job has succeeded. What the action makes of the answers may still
 * fail (`reduce` of nothing, a function of the user's that merges them): its caller gets that error as it is.
 */
export function finishJob(context: DagContext, job: Job): void {
  const { state, clock } = context
  endAttempts(context, job, 'Stage finished')
  state.forgetJob(job)
  const result = { kind: 'JobSucceeded' } as const
  context.tell({ type: 'jobEnd', time: clock.now(), jobId: job.jobId, result })
  try {
    job.resolve(job.description.results.value())
  } catch (error) {
    job.reject(errorFrom(error))
  }
}

/** The stage cannot go on: nor can any job that needs it. */
export function abortStage(
  context: DagContext,
  stage: Stage,
  why: string,
  cause?: TaskFailureCause,
): void {
  for (const job of stage.jobs) {
    const caller = job.description.callSite
    failJob(context, job, new JobFailedError(job.jobId, why, { caller, cause }))
  }
}

/** Ends what still runs for stages that no other job needs, superseded attempts included. */
function endAttempts({ taskScheduler }: DagContext, job: Job, why: string): void {
  const interruptThread = job.properties[INTERRUPT_ON_CANCEL] === 'true'
  for (const stage of job.stages) {
    if (stage.jobs.size === 1 && stage.jobs.has(job) && stage.nextAttemptId > 0) {
      taskScheduler.cancelTasks(stage.id, interruptThread, why)
    }
  }
}
