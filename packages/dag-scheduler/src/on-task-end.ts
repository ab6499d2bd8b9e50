import { errorFrom } from '@firesteel/errors'
import type { MapStatus } from '@firesteel/task-messages'
import type { TaskEnded } from '@firesteel/task-scheduler'
import type { DagContext } from './context.js'
import { onBarrierFailure } from './barrier.js'
import { JobResultError } from './errors.js'
import { abortStage, failJob, finishJob } from './job-life.js'
import type { Job } from './job.js'
import { mergeAccumulators } from './merge-accumulators.js'
import { onFetchFailure } from './on-fetch-failure.js'
import type { Stage } from './stage.js'
import { markFinished } from './stage-life.js'
import { finishMapStage } from './submit-stage.js'

/** An attempt ended: its stage and its jobs come nearer to their end, or what it lacked is made again. */
export function onTaskEnd(context: DagContext, end: TaskEnded): void {
  const { state, taskScheduler, clock } = context
  const { set, task, reason, metrics, info } = end
  const { stageId, stageAttemptId } = set
  const taskType = set.isShuffleMap ? 'ShuffleMapTask' : 'ResultTask'
  const { attemptNumber, partitionId } = info
  state.commits.taskCompleted({ stageId, stageAttemptId, partitionId, attemptNumber }, reason)
  const stage = state.stages.get(stageId)
  const accumulables = stage === undefined ? [] : mergeAccumulators(context, stage, end)
  const about = { time: clock.now(), stageId, stageAttemptId, taskType } as const
  const shown = accumulables.length === 0 ? info : { ...info, accumulables }
  context.tell({ type: 'taskEnd', ...about, task: shown, reason, metrics })
  // Its jobs are over.
  if (stage === undefined) return
  switch (reason.kind) {
    case 'Success':
      if (isOutdated(stage, stageAttemptId)) return
      if (stageAttemptId < stage.latestAttemptId) {
        taskScheduler.notifyPartitionCompletion(stageId, task.partitionId)
      }
      if (stage.resultOf === undefined) onMapTaskSuccess(context, stage, end)
      else onResultTaskSuccess(context, { stage, job: stage.resultOf, end })
      return
    case 'Resubmitted':
      if (stage.shuffle !== undefined) stage.pendingPartitions.add(task.partitionId)
      return
    case 'FetchFailed':
      onFetchFailure(context, stage, { end, failure: reason })
      return
    default:
      if (stage.isBarrier) onBarrierFailure(context, stage, { attemptId: stageAttemptId, reason })
      // The task scheduler tries again, or gives its set up.
      return
  }
}

/** Made of other records than those that the newest attempt sees. */
const isOutdated = (stage: Stage, attemptId: number): boolean =>
  attemptId < stage.firstTrustedAttempt ||
  (attemptId < stage.latestAttemptId && stage.isIndeterminate)

function onMapTaskSuccess(context: DagContext, stage: Stage, end: TaskEnded): void {
  const { state, outputs, logger } = context
  stage.pendingPartitions.delete(end.task.partitionId)
  const { executorId } = end.info
  const lostAt = state.executorFailureEpochs.get(executorId)
  if (end.mapStatus === undefined) {
    logger.error({ stageId: stage.id, executorId }, 'a map task said nothing of its output')
  } else if (lostAt !== undefined && stage.epochOf(end.set.stageAttemptId) <= lostAt) {
    logger.info({ stageId: stage.id, executorId }, 'not trusting an output of a lost executor')
  } else {
    try {
      outputs.registerMapOutput(withDirs(end.mapStatus))
    } catch (error) {
      const why = `a task of ${String(stage)} answered with an output that is not its own`
      abortStage(context, stage, why, { error: errorFrom(error) })
      return
    }
  }
  if (state.running.has(stage) && stage.pendingPartitions.size === 0) {
    finishMapStage(context, stage)
  }
}

/** A status as the tracker keeps it. */
const withDirs = (status: MapStatus) => {
  const { dirs = [], ...location } = status.location
  return { ...status, location: { ...location, dirs } }
}

function onResultTaskSuccess(
  context: DagContext,
  { stage, job, end }: { readonly stage: Stage; readonly job: Job; readonly end: TaskEnded },
): void {
  const output = job.outputOf.get(end.task.partitionId)
  if (output === undefined || job.finished[output] === 1) return
  job.finished[output] = 1
  job.finishedCount++
  try {
    const rows = context.compiler.rows(end.value ?? new Uint8Array())
    job.description.results.add(output, rows)
  } catch (error) {
    failJob(context, job, new JobResultError(job.jobId, error))
    return
  }
  if (job.finishedCount < job.finished.length) return
  markFinished(context, stage)
  finishJob(context, job)
}
