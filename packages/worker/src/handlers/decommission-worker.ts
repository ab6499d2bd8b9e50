import type { Out } from '../out.js'
import type { WorkerState } from '../state.js'

/** The worker takes no more executors and says so; those that run go on. */
export function decommissionWorker(state: WorkerState, out: Out): void {
  if (state.decommissioned) return
  out.logger.info('decommissioning: no more executors will be launched here')
  state.decommissioned = true
  out.announceDecommission()
}
