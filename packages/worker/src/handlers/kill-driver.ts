import type { KillDriver } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { WorkerState } from '../state.js'

/** Ends a driver for good; how it ended is reported when it has. */
export function killDriver(state: WorkerState, { driverId }: KillDriver, out: Out): void {
  if (!state.drivers.has(driverId)) {
    out.logger.error({ driverId }, 'asked to kill a driver that is not here')
    return
  }
  out.logger.info({ driverId }, 'asked to kill a driver')
  out.killDriver(driverId)
}
