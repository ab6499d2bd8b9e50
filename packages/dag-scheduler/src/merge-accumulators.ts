import type { Accumulable } from '@firesteel/listener-bus'
import type { TaskEnded } from '@firesteel/task-scheduler'
import type { DagContext } from './context.js'
import type { Stage } from './stage.js'

/**
 * Takes what a task added to accumulators: once for each partition of a result, and once for each
 * success of a map task (one that runs again counts again, as in Spark). Returns the named ones that
 * changed; they are noted in the stage's info too.
 */
export function mergeAccumulators(
  { accumulators }: DagContext,
  stage: Stage,
  { accumulators: updates, reason, task }: TaskEnded,
): readonly Accumulable[] {
  if (reason.kind !== 'Success' || updates === undefined || updates.length === 0) return []
  const job = stage.resultOf
  if (job !== undefined) {
    const output = job.outputOf.get(task.partitionId)
    if (output === undefined || job.finished[output] === 1) return []
  }
  const changed = accumulators?.merge(updates) ?? []
  if (changed.length > 0) {
    const newest = new Map(stage.info.accumulables?.map((each) => [each.id, each]))
    for (const { id, name, value } of changed) newest.set(id, { id, name, value })
    stage.info = { ...stage.info, accumulables: [...newest.values()] }
  }
  return changed
}
