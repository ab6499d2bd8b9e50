import { type KillExecutor, formatExecutorId } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { WorkerState } from '../state.js'

/** Ends an executor; how it ended is reported when it has. */
export function killExecutor(state: WorkerState, order: KillExecutor, out: Out): void {
  const id = formatExecutorId(order.appId, order.execId)
  if (order.masterUrl !== out.masterUrl) {
    out.logger.warn(
      { id, from: order.masterUrl, master: out.masterUrl },
      'a Master that is not the active one attempted to kill an executor',
    )
    return
  }
  if (!state.executors.has(id)) {
    out.logger.info({ id }, 'asked to kill an executor that is not here')
    return
  }
  out.logger.info({ id }, 'asked to kill an executor')
  out.killExecutor(id)
}
