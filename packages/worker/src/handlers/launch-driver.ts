import type { LaunchDriver } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { WorkerState } from '../state.js'

/** Starts a driver. */
export function launchDriver(state: WorkerState, launch: LaunchDriver, out: Out): void {
  const { driverId, driverDesc, resources } = launch
  if (state.drivers.has(driverId) || state.finishedDrivers.has(driverId)) {
    out.logger.warn({ driverId }, 'asked to launch a driver that was launched already')
    return
  }
  out.logger.info({ driverId }, 'asked to launch a driver')
  state.drivers.set(driverId, {
    driverId,
    description: driverDesc,
    resources,
    startedAt: out.now,
    state: 'RUNNING',
  })
  out.startDriver(launch)
}
