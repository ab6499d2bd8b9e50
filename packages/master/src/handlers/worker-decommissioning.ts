import { MasterInStandby, type WorkerDecommissioning } from '@firesteel/deploy-messages'
import { decommissionWorker } from '../lifecycle/remove-worker.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** A worker was told by its machine to leave. */
export function workerDecommissioning(
  state: ClusterState,
  message: WorkerDecommissioning,
  out: Out,
): void {
  if (state.status === 'STANDBY') {
    out.send(message.worker, MasterInStandby, {})
    return
  }
  const worker = state.workersById.get(message.id)
  if (worker !== undefined) decommissionWorker(state, worker, out)
  else out.logger.warn({ workerId: message.id }, 'an unknown worker wants to leave')
}
