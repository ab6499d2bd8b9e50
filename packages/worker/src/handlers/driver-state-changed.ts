import type { DriverId, FinalDriverState } from '@firesteel/deploy-messages'
import { toWireError } from '@firesteel/errors'
import type { Out } from '../out.js'
import { type WorkerState, trimFinished } from '../state.js'

/** A runner tells how its driver ended. */
export function driverStateChanged(
  state: WorkerState,
  driverId: DriverId,
  end: { readonly state: FinalDriverState; readonly error?: Error | undefined },
  out: Out,
): void {
  const driver = state.drivers.get(driverId)
  if (driver === undefined) return
  driver.state = end.state
  driver.exception = end.error?.message
  out.logger.info({ driverId, state: end.state, err: end.error }, 'driver finished')
  out.reportDriver({
    driverId,
    state: end.state,
    ...(end.error === undefined ? {} : { exception: toWireError(end.error) }),
  })
  state.drivers.delete(driverId)
  state.finishedDrivers.set(driverId, driver)
  trimFinished(state.finishedDrivers, out.retainedDrivers)
}
