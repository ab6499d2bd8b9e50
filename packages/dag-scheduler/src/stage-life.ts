import type { DagContext } from './context.js'
import type { Stage } from './stage.js'

/** The stage's newest attempt is over, well or not. */
export function markFinished(context: DagContext, stage: Stage, failure?: string): void {
  const { state, clock, logger } = context
  if (!state.running.delete(stage)) return
  const time = clock.now()
  stage.info = { ...stage.info, completionTime: time, failureReason: failure }
  const took = time - (stage.info.submissionTime ?? time)
  if (failure === undefined) {
    // What is counted are failures in a row.
    stage.failedAttempts.clear()
    logger.info({ stageId: stage.id, tookMs: took }, `${String(stage)} finished`)
  } else {
    logger.info({ stageId: stage.id, tookMs: took, failure }, `${String(stage)} did not finish`)
  }
  context.tell({ type: 'stageCompleted', time, stage: stage.info })
}

/** What failed is tried again after a while in which more of the kind may come. */
export function resubmitSoon(context: DagContext): void {
  context.clock.after(context.resubmitDelayMs, () => context.post({ type: 'resubmitFailedStages' }))
}
