import type { ExecutorLossReason } from '@firesteel/task-scheduler'
import type { DagContext } from './context.js'

/**
 * An executor is gone, and with it its blocks, and its map outputs unless its host serves these.
 * What a host served is gone with the host.
 */
export function onExecutorLost(
  context: DagContext,
  executorId: string,
  reason: ExecutorLossReason,
): void {
  const { blocks, cached, clock, state } = context
  blocks.removeExecutor(executorId)
  cached.forget()
  if (!context.outputsOutliveExecutors) forgetOutputsOf(context, executorId, state.epoch)
  if (reason.kind === 'ExecutorProcessLost' && reason.workerHost !== undefined) {
    forgetOutputsOn(context, reason.workerHost)
  }
  const why = reason.message
  context.tell({ type: 'executorRemoved', time: clock.now(), executorId, reason: why })
}

/**
 * Forgets the map outputs of an executor, unless that was done since `epoch`: what was written after
 * that is not affected by news from before.
 */
export function forgetOutputsOf(context: DagContext, executorId: string, epoch: number): void {
  const { state, outputs, logger } = context
  const known = state.executorFailureEpochs.get(executorId)
  if (known !== undefined && known >= epoch) return
  // Without a job there is no task whose output could come too late.
  if (state.jobs.size > 0) state.executorFailureEpochs.set(executorId, epoch)
  outputs.removeOutputsOnExecutor(executorId)
  state.epoch++
  logger.info({ executorId }, 'forgot the shuffle outputs of an executor')
}

/**
 * A worker on `host` is gone. What its shuffle service served is gone with it; without one, outputs belong to
 * executors, and those of another worker on the same host are still there.
 */
export function forgetOutputsOn(context: DagContext, host: string): void {
  if (!context.outputsOutliveExecutors) return
  context.outputs.removeOutputsOnHost(host)
  context.state.epoch++
  context.cached.forget()
}
