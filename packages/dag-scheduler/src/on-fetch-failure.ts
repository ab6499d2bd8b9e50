import type { FetchFailed } from '@firesteel/task-messages'
import type { TaskEnded } from '@firesteel/task-scheduler'
import type { DagContext } from './context.js'
import { abortStage } from './job-life.js'
import { forgetOutputsOf } from './on-executor-lost.js'
import type { Stage } from './stage.js'
import { rollBackDescendants } from './roll-back.js'
import { markFinished, resubmitSoon } from './stage-life.js'

/** A barrier stage is tried again as a whole; false when it cannot be, which has ended its jobs. */
function startBarrierOver(context: DagContext, stage: Stage, message: string): boolean {
  if (stage.shuffle === undefined) {
    const why = `Could not recover from a failed barrier ResultStage. Most recent failure reason: ${message}`
    abortStage(context, stage, why)
    return false
  }
  context.outputs.unregisterAllOutputs(stage.shuffle.shuffleId)
  stage.firstTrustedAttempt = stage.nextAttemptId
  context.taskScheduler.cancelTasks(stage.id, false, message)
  return true
}

/**
 * A task could not read a shuffle: the output is forgotten, and the stage that wrote it and the one that
 * reads it are tried again a little later, so that a burst of failures is one resubmission.
 */
export function onFetchFailure(
  context: DagContext,
  stage: Stage,
  { end, failure }: { readonly end: TaskEnded; readonly failure: FetchFailed },
): void {
  const { state, outputs, logger } = context
  const { stageAttemptId } = end.set
  // Another attempt is on its way already.
  if (stageAttemptId !== stage.latestAttemptId) return
  const { shuffleId, mapIndex, location, message } = failure
  const mapStage = state.mapStages.get(shuffleId)
  stage.failedAttempts.add(stageAttemptId)
  const limit = context.maxConsecutiveStageAttempts
  const isLast = stage.failedAttempts.size >= limit
  if (state.running.has(stage)) {
    const facts = { stageId: stage.id, shuffleId, executorId: location?.executorId }
    logger.warn(facts, `${String(stage)} could not read its input: ${message}`)
    markFinished(context, stage, message)
  }
  if (mapIndex >= 0 && location !== undefined) {
    outputs.unregisterMapOutput(shuffleId, mapIndex, { ...location, dirs: [] })
  }
  if (location !== undefined) {
    // Whoever cannot serve one output is taken to serve none.
    forgetOutputsOf(context, location.executorId, stage.epochOf(stageAttemptId))
  }
  if (mapStage?.isBarrier === true) outputs.unregisterAllOutputs(shuffleId)
  if (stage.isBarrier && !startBarrierOver(context, stage, message)) return
  if (isLast) {
    const why = `${String(stage)} has failed the maximum allowable number of times: ${limit}. Most recent failure reason: ${message}`
    abortStage(context, stage, why)
    return
  }
  const isNews = !state.failed.has(stage)
  state.failed.add(stage)
  if (mapStage !== undefined && !state.running.has(mapStage)) state.failed.add(mapStage)
  if (mapStage?.isIndeterminate === true) rollBackDescendants(context, mapStage)
  if (isNews) resubmitSoon(context)
}
