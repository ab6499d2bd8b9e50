import type { DriverState } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import { driverRecordName, recordOfDriver } from '../recovery/records.js'
import type { ClusterState, DriverInfo } from '../state.js'
import { releaseDriver } from './allocation.js'
import { driverFrom } from './create.js'
import { retain } from './indexes.js'

/** Ends a driver: its share of its worker is free again. */
export function removeDriver(
  state: ClusterState,
  driver: DriverInfo,
  end: { readonly state: DriverState; readonly exception?: string | undefined },
  out: Out,
): void {
  if (!state.drivers.delete(driver.id)) return
  const waiting = state.waitingDrivers.indexOf(driver)
  if (waiting >= 0) state.waitingDrivers.splice(waiting, 1)
  releaseDriver(driver)
  driver.state = end.state
  driver.exception = end.exception
  retain(state.completedDrivers, driver, state.options.retainedDrivers)
  out.logger.info({ driverId: driver.id, end: end.state }, 'driver removed')
  out.unpersist(driverRecordName(driver.id))
  out.schedule()
}

/** Queues a driver of the same description under a new id: the old one may still run where nobody sees it. */
export function relaunchDriver(state: ClusterState, driver: DriverInfo, out: Out): void {
  removeDriver(state, driver, { state: 'RELAUNCHING' }, out)
  submitDriver(state, driverFrom(state, driver.description, out.now), out)
}

/** Queues a driver. */
export function submitDriver(state: ClusterState, driver: DriverInfo, out: Out): void {
  out.persist(recordOfDriver(driver))
  state.drivers.set(driver.id, driver)
  state.waitingDrivers.push(driver)
  out.schedule()
}

/** What becomes of a driver whose worker is gone. */
export function loseDriver(state: ClusterState, driver: DriverInfo, out: Out): void {
  if (driver.description.supervise) relaunchDriver(state, driver, out)
  else removeDriver(state, driver, { state: 'ERROR', exception: 'its worker was lost' }, out)
}
