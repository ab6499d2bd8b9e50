import { type NoFields, ReconnectWorker } from '@firesteel/deploy-messages'
import { removeWorker } from '../lifecycle/remove-worker.js'
import { lateWorkers, silentAboutLaunch } from '../liveness.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Gives up who has been silent for too long, forgets who has long been dead. */
export function checkForWorkerTimeOut(state: ClusterState, _message: NoFields, out: Out): void {
  const { dead, forgotten } = lateWorkers(state.workers, out.now, state.options)
  const seconds = state.options.workerTimeoutMs / 1_000
  for (const worker of dead) {
    removeWorker(state, worker, `Not receiving heartbeat for ${seconds} seconds`, out)
  }
  for (const worker of forgotten) state.workers.delete(worker)
  // Its registration is followed by what it runs, and what it does not is then given up.
  for (const worker of silentAboutLaunch(state.workers, out.now, state.options)) {
    out.send(worker.endpoint, ReconnectWorker, { masterUrl: out.master.url })
  }
}
