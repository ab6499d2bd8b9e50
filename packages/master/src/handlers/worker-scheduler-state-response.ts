import {
  type ExecutorDescription,
  type Resources,
  type WorkerSchedulerStateResponse,
  isExecutorFinished,
  moved,
  workerTransitions,
} from '@firesteel/deploy-messages'
import { holdDriver, holdExecutor } from '../lifecycle/allocation.js'
import type { Out } from '../out.js'
import { completeRecoveryIfPossible } from '../recovery/complete-recovery.js'
import type { ClusterState, WorkerInfo } from '../state.js'

/** A worker answers a recovering Master: it is ALIVE, and what it runs is known again. */
export function workerSchedulerStateResponse(
  state: ClusterState,
  message: WorkerSchedulerStateResponse,
  out: Out,
): void {
  const worker = state.workersById.get(message.id)
  if (worker === undefined) {
    out.logger.warn({ workerId: message.id }, 'state of a worker that is not registered')
    return
  }
  worker.lastHeartbeatAt = out.now
  // A repeated answer must not count anything twice.
  const next = moved(workerTransitions, worker.state, 'ALIVE')
  if (next === undefined) return
  worker.state = next
  out.logger.info({ workerId: worker.id }, 'worker has been re-registered')
  for (const { desc, resources } of message.execResponses) {
    adoptExecutor(state, worker, desc, resources, out.now)
  }
  for (const { driverId, resources } of message.driverResponses) {
    const driver = state.drivers.get(driverId)
    if (driver === undefined || driver.worker !== undefined) continue
    driver.resources = resources
    driver.state = 'RUNNING'
    holdDriver(worker, driver)
  }
  if (state.status === 'RECOVERING') completeRecoveryIfPossible(state, out)
}

function adoptExecutor(
  state: ClusterState,
  worker: WorkerInfo,
  desc: ExecutorDescription,
  resources: Resources,
  now: number,
): void {
  const app = state.apps.get(desc.appId)
  if (app === undefined || isExecutorFinished(desc.state) || app.executors.has(desc.execId)) return
  app.nextExecutorId = Math.max(app.nextExecutorId, desc.execId + 1)
  holdExecutor({
    id: desc.execId,
    app,
    worker,
    cores: desc.cores,
    memoryMb: desc.memoryMb,
    rpId: desc.rpId,
    resources,
    epoch: worker.epoch,
    launchedAt: now,
    state: desc.state,
  })
}
