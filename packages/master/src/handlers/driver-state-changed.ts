import { type DriverStateChanged, driverTransitions, moved } from '@firesteel/deploy-messages'
import { removeDriver } from '../lifecycle/remove-driver.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Ends a driver as its worker reports; a repeated report finds it gone and is acknowledged again. */
export function driverStateChanged(
  state: ClusterState,
  message: DriverStateChanged,
  out: Out,
): true {
  const driver = state.drivers.get(message.driverId)
  if (driver === undefined) {
    out.logger.warn({ driverId: message.driverId }, 'report of a driver that is not known')
    return true
  }
  const next = moved(driverTransitions, driver.state, message.state)
  if (next === undefined) {
    const facts = { driverId: driver.id, from: driver.state, to: message.state }
    out.logger.error(facts, 'impossible driver state, ignored')
    return true
  }
  removeDriver(state, driver, { state: next, exception: message.exception?.message }, out)
  return true
}
