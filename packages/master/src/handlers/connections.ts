import { removeApplication } from '../lifecycle/remove-application.js'
import { removeWorker } from '../lifecycle/remove-worker.js'
import type { Out } from '../out.js'
import { completeRecoveryIfPossible } from '../recovery/complete-recovery.js'
import type { ClusterState } from '../state.js'

/** The process at `address` said goodbye or did not return in time: what it was to us is over. */
export function processGone(state: ClusterState, address: string, out: Out): void {
  const worker = state.workersByAddress.get(address)
  if (worker !== undefined && out.now < worker.heirUntil) {
    // Should it be the heir that is gone after all, its silence will tell.
    out.logger.info({ workerId: worker.id }, 'the process that had its address before is gone')
    worker.heirUntil = 0
  } else if (worker !== undefined) {
    removeWorker(state, worker, `${address} got disassociated`, out)
  }
  for (const app of state.appsAt(address)) {
    removeApplication(state, app, { state: 'FINISHED' }, out)
  }
  if (state.status === 'RECOVERING') completeRecoveryIfPossible(state, out)
}

/** The connection to `address` broke and may come back; until a heartbeat comes its port may belong to another process. */
export function processUnreachable(state: ClusterState, address: string): void {
  const worker = state.workersByAddress.get(address)
  if (worker !== undefined) worker.unreachable = true
}
