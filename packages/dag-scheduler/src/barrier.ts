import { type Lineage, barrierProblem, isBarrierStage, numPartitionsOf } from '@firesteel/rdd-core'
import type { TaskFailedReason } from '@firesteel/task-messages'
import { taskEndReasonText } from '@firesteel/task-messages'
import { fromWireError } from '@firesteel/errors'
import type { DagContext } from './context.js'
import { BarrierRefusedError } from './errors.js'
import { abortStage } from './job-life.js'
import type { Job } from './job.js'
import type { PlannedStage } from './plan-stages.js'
import type { Stage } from './stage.js'
import { markFinished, resubmitSoon } from './stage-life.js'

/** What becomes of a job with barrier stages that is about to begin. */
export type BarrierVerdict = 'fits' | 'too few slots'

/**
 * Whether the barrier stages among those planned can run. Throws {@link BarrierRefusedError} when they never
 * can: a chain of datasets that tasks in step cannot compute, or executors that come and go.
 */
export function checkBarriers(
  { barrier }: DagContext,
  planned: readonly PlannedStage[],
  job: Job,
): BarrierVerdict {
  let isTooLarge = false
  for (const { nodes, rdd, shuffle } of planned) {
    if (!isBarrierStage(nodes)) continue
    const numTasks = shuffle === undefined ? job.description.partitions.length : tasksOf(rdd)
    const problem = barrierProblem(nodes, numTasks)
    if (problem !== undefined) throw new BarrierRefusedError(problem)
    if (barrier.dynamicAllocation) {
      throw new BarrierRefusedError(
        'Barrier execution mode does not support dynamic resource allocation for now: set spark.dynamicAllocation.enabled=false to run a barrier stage',
      )
    }
    const slots = barrier.slots()
    if (slots !== undefined && numTasks > slots) isTooLarge = true
  }
  return isTooLarge ? 'too few slots' : 'fits'
}

const tasksOf = (rdd: Lineage): number => numPartitionsOf(rdd)

/**
 * A task of a barrier stage failed: its siblings cannot go on without it, so the whole attempt is over. A
 * map stage is tried again from the start; a result stage may have been answered in part, and its job fails.
 */
export function onBarrierFailure(
  context: DagContext,
  stage: Stage,
  { attemptId, reason }: { readonly attemptId: number; readonly reason: TaskFailedReason },
): void {
  const { state, outputs, logger, maxConsecutiveStageAttempts: limit } = context
  if (attemptId !== stage.latestAttemptId || !state.running.has(stage)) return
  const why = `Task failed while running in barrier stage ${stage.id}.${attemptId}: ${taskEndReasonText(reason)}`
  logger.warn({ stageId: stage.id }, why)
  stage.failedAttempts.add(attemptId)
  markFinished(context, stage, why)
  context.taskScheduler.cancelTasks(stage.id, false, why)
  if (stage.shuffle === undefined) {
    const reasonText = `Could not recover from a failed barrier ResultStage. Most recent failure reason: ${why}`
    abortStage(context, stage, reasonText, causeOf(reason))
    return
  }
  outputs.unregisterAllOutputs(stage.shuffle.shuffleId)
  stage.firstTrustedAttempt = stage.nextAttemptId
  if (stage.failedAttempts.size >= limit) {
    const text = `${String(stage)} has failed the maximum allowable number of times: ${limit}. Most recent failure reason: ${why}`
    abortStage(context, stage, text, causeOf(reason))
    return
  }
  state.failed.add(stage)
  resubmitSoon(context)
}

const causeOf = (reason: TaskFailedReason) =>
  reason.kind === 'ExceptionFailure'
    ? { error: fromWireError(reason.error), userFrame: reason.userFrame }
    : undefined
