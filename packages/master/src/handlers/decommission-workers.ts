import {
  type DecommissionWorkers,
  type DecommissionWorkersOnHosts,
  DecommissionWorker,
} from '@firesteel/deploy-messages'
import { decommissionWorker } from '../lifecycle/remove-worker.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Lets every worker on these hosts leave; answers how many there are. */
export function decommissionWorkersOnHosts(
  state: ClusterState,
  message: DecommissionWorkersOnHosts,
  out: Out,
): number {
  if (state.status === 'STANDBY') return 0
  const hosts = new Set(message.hostnames.map((host) => host.toLowerCase()))
  const ids = [...state.workersById.values()]
    .filter((worker) => hosts.has(worker.host.toLowerCase()))
    .map((worker) => worker.id)
  decommissionWorkers(state, { ids }, out)
  return ids.length
}

/** Lets workers leave, and tells them. */
export function decommissionWorkers(
  state: ClusterState,
  message: DecommissionWorkers,
  out: Out,
): void {
  for (const id of message.ids) {
    const worker = state.workersById.get(id)
    if (worker === undefined || worker.state === 'DECOMMISSIONED') continue
    decommissionWorker(state, worker, out)
    out.send(worker.endpoint, DecommissionWorker, {})
  }
}
