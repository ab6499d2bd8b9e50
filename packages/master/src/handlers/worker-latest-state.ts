import {
  ApplicationFinished,
  KillDriver,
  KillExecutor,
  type WorkerLatestState,
  formatExecutorId,
} from '@firesteel/deploy-messages'
import { loseExecutor } from '../lifecycle/lose-executor.js'
import { loseDriver } from '../lifecycle/remove-driver.js'
import type { Out } from '../out.js'
import type { ClusterState, WorkerInfo } from '../state.js'

/**
 * Brings both sides to the same view after a registration: the worker kills what this Master does not
 * know, and the Master gives up what an order of an earlier registration should have started and did not.
 */
export function workerLatestState(state: ClusterState, message: WorkerLatestState, out: Out): void {
  const worker = state.workersById.get(message.id)
  if (worker === undefined) {
    out.logger.warn({ workerId: message.id }, 'state of a worker that is not registered')
    return
  }
  // What a recovering Master does not know yet is told by the answer to MasterChanged.
  if (worker.state === 'UNKNOWN') return
  killStrangers(state, worker, message, out)
  giveUpMissing(state, worker, message, out)
}

function killStrangers(
  state: ClusterState,
  worker: WorkerInfo,
  message: WorkerLatestState,
  out: Out,
): void {
  const overApps = new Set<WorkerLatestState['executors'][number]['appId']>()
  for (const { appId, execId } of message.executors) {
    if (!state.apps.has(appId)) overApps.add(appId)
    if (worker.executors.has(formatExecutorId(appId, execId))) continue
    out.send(worker.endpoint, KillExecutor, { masterUrl: out.master.url, appId, execId })
  }
  for (const id of overApps) out.send(worker.endpoint, ApplicationFinished, { id })
  for (const driverId of message.driverIds) {
    if (!worker.drivers.has(driverId)) out.send(worker.endpoint, KillDriver, { driverId })
  }
}

function giveUpMissing(
  state: ClusterState,
  worker: WorkerInfo,
  message: WorkerLatestState,
  out: Out,
): void {
  const reported = new Set(
    message.executors.map(({ appId, execId }) => formatExecutorId(appId, execId)),
  )
  for (const [fullId, executor] of worker.executors) {
    // An order of this very registration may still be on its way.
    if (reported.has(fullId) || executor.epoch >= message.epoch) continue
    loseExecutor(executor, `the worker ${worker.id} does not have it`, out)
    out.schedule()
  }
  const drivers = new Set(message.driverIds)
  for (const driver of worker.drivers.values()) {
    if (drivers.has(driver.id) || driver.epoch >= message.epoch) continue
    loseDriver(state, driver, out)
  }
}
