import type { DagContext } from './context.js'
import { abortStage } from './job-life.js'
import type { Stage } from './stage.js'
import { markFinished, resubmitSoon } from './stage-life.js'

const ADVICE =
  'Eliminate the indeterminacy by checkpointing the RDD before the repartition (or sort it first), and try again.'

/**
 * `stage` is computed anew, and gives other records than before: what was made of its former outputs cannot
 * be kept beside what is made of the new ones. Everything that descends from it starts over; a result
 * stage of which the driver has taken a part cannot, and its job fails.
 * @see org.apache.spark.scheduler.DAGScheduler.rollbackSucceedingStages
 */
export function rollBackDescendants(context: DagContext, stage: Stage): void {
  for (const descendant of descendantsOf(context, stage)) startOver(context, descendant, stage)
}

function startOver(context: DagContext, stage: Stage, cause: Stage): void {
  const { state, outputs, logger, taskScheduler } = context
  const job = stage.resultOf
  if (job !== undefined && job.finishedCount > 0) {
    const why = `A shuffle map stage with indeterminate output, ${String(cause)}, failed and is retried, but ${String(stage)} has already handed ${job.finishedCount} of its ${job.finished.length} partitions to the driver and cannot be rolled back. ${ADVICE}`
    abortStage(context, stage, why)
    return
  }
  if (stage.nextAttemptId === 0) return
  // Late results of the attempts so far were made of the former records.
  stage.firstTrustedAttempt = stage.nextAttemptId
  if (stage.shuffle !== undefined) outputs.unregisterAllOutputs(stage.shuffle.shuffleId)
  const why = `${String(cause)}, whose output is indeterminate, is computed again`
  taskScheduler.cancelTasks(stage.id, false, why)
  if (!state.running.has(stage)) return
  logger.info({ stageId: stage.id, causeId: cause.id }, `${String(stage)} starts over: ${why}`)
  markFinished(context, stage, why)
  state.failed.add(stage)
  resubmitSoon(context)
}

/** Stages of running jobs that read, directly or not, what `stage` writes. */
function descendantsOf({ state }: DagContext, stage: Stage): Stage[] {
  const children = new Map<Stage, Stage[]>()
  for (const each of state.stages.values()) {
    for (const parent of each.parents) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [each])
      else known.push(each)
    }
  }
  const found = new Set<Stage>()
  const stack = [...(children.get(stage) ?? [])]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (found.has(next)) continue
    found.add(next)
    stack.push(...(children.get(next) ?? []))
  }
  return [...found]
}
