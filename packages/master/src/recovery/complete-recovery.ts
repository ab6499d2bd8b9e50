import { removeApplication } from '../lifecycle/remove-application.js'
import { loseDriver } from '../lifecycle/remove-driver.js'
import { removeWorker } from '../lifecycle/remove-worker.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Completes the recovery when everybody has answered. */
export function completeRecoveryIfPossible(state: ClusterState, out: Out): void {
  const unknown = (each: { readonly state: string }): boolean => each.state === 'UNKNOWN'
  if ([...state.workers].some(unknown) || [...state.apps.values()].some(unknown)) return
  completeRecovery(state, out)
}

/** RECOVERING → ALIVE: who has not answered is given up, drivers that nobody has are launched again or failed. */
export function completeRecovery(state: ClusterState, out: Out): void {
  if (state.status !== 'RECOVERING') return
  state.status = 'COMPLETING_RECOVERY'
  for (const worker of state.workers) {
    if (worker.state === 'UNKNOWN') removeWorker(state, worker, 'Not responding for recovery', out)
  }
  for (const app of state.apps.values()) {
    if (app.state === 'UNKNOWN') removeApplication(state, app, { state: 'FINISHED' }, out)
    else if (app.state === 'WAITING') app.state = 'RUNNING'
  }
  for (const driver of state.drivers.values()) {
    if (driver.launched && driver.worker === undefined) loseDriver(state, driver, out)
  }
  state.status = 'ALIVE'
  out.logger.info('recovery complete: this Master is ALIVE')
  out.schedule()
}
