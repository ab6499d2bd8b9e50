import { type Heartbeat, ReconnectWorker } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Moves a worker's deadline; one that this Master does not know is asked to register again. */
export function heartbeat(state: ClusterState, message: Heartbeat, out: Out): void {
  const worker = state.workersById.get(message.workerId)
  if (worker !== undefined) {
    worker.lastHeartbeatAt = out.now
    worker.unreachable = false
    return
  }
  if (state.status === 'STANDBY') return
  out.logger.warn({ workerId: message.workerId }, 'heartbeat of a worker that is not registered')
  out.send(message.worker, ReconnectWorker, { masterUrl: out.master.url })
}
