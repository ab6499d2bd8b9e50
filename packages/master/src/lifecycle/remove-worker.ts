import {
  ExecutorUpdated,
  WorkerRemoved,
  moved,
  workerTransitions,
} from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import { workerRecordName } from '../recovery/records.js'
import type { ClusterState, WorkerInfo } from '../state.js'
import { releaseFromApp } from './allocation.js'
import { dropWorkerFromIndexes } from './indexes.js'
import { loseExecutor } from './lose-executor.js'
import { loseDriver } from './remove-driver.js'

/** Gives a worker up: applications hear of their lost executors, supervised drivers are launched again. */
export function removeWorker(
  state: ClusterState,
  worker: WorkerInfo,
  reason: string,
  out: Out,
): void {
  const next = moved(workerTransitions, worker.state, 'DEAD')
  if (next === undefined) return
  out.logger.warn({ workerId: worker.id, reason }, 'worker removed')
  worker.state = next
  dropWorkerFromIndexes(state, worker)
  for (const executor of worker.executors.values()) {
    loseExecutor(executor, `worker lost: ${reason}`, out, worker.host)
  }
  for (const driver of worker.drivers.values()) loseDriver(state, driver, out)
  for (const app of state.apps.values()) {
    out.send(app.driver, WorkerRemoved, { id: worker.id, host: worker.host, message: reason })
  }
  out.unpersist(workerRecordName(worker.id))
  out.schedule()
}

/** Lets a worker finish what it runs and gives it nothing more; its executors may be replaced at once. */
export function decommissionWorker(state: ClusterState, worker: WorkerInfo, out: Out): void {
  const next = moved(workerTransitions, worker.state, 'DECOMMISSIONED')
  if (next === undefined) return
  out.logger.info({ workerId: worker.id }, 'worker decommissioned')
  worker.state = next
  for (const executor of worker.executors.values()) {
    out.send(executor.app.driver, ExecutorUpdated, {
      id: executor.id,
      state: 'DECOMMISSIONED',
      message: 'worker decommissioned',
      workerHost: worker.host,
    })
    executor.state = 'DECOMMISSIONED'
    releaseFromApp(executor)
  }
  out.unpersist(workerRecordName(worker.id))
  out.schedule()
}
