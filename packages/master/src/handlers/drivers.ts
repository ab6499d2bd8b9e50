import {
  type DriverStatusResponse,
  KillDriver,
  type KillDriverResponse,
  type RequestDriverStatus,
  type RequestKillDriver,
  type RequestSubmitDriver,
  type SubmitDriverResponse,
} from '@firesteel/deploy-messages'
import { driverFrom } from '../lifecycle/create.js'
import { removeDriver, submitDriver } from '../lifecycle/remove-driver.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** How refusals of a Master that is not ALIVE begin; clients of several Masters ignore such answers. */
export const NOT_ALIVE_PREFIX = 'Current state is not alive'

const notAlive = (state: ClusterState, only: string): string | undefined =>
  state.status === 'ALIVE'
    ? undefined
    : `${NOT_ALIVE_PREFIX}: ${state.status}. Can only ${only} in ALIVE state.`

/** Queues a driver; the answer does not wait for its placement. */
export function requestSubmitDriver(
  state: ClusterState,
  message: RequestSubmitDriver,
  out: Out,
): SubmitDriverResponse {
  const master = out.master.ref
  const refusal = notAlive(state, 'accept driver submissions')
  if (refusal !== undefined) return { master, success: false, message: refusal }
  const driver = driverFrom(state, message.driverDescription, out.now)
  submitDriver(state, driver, out)
  const text = `Driver successfully submitted as ${driver.id}`
  return { master, success: true, driverId: driver.id, message: text }
}

/** Takes a waiting driver out of the queue, orders the end of a running one. */
export function requestKillDriver(
  state: ClusterState,
  message: RequestKillDriver,
  out: Out,
): KillDriverResponse {
  const master = out.master.ref
  const { driverId } = message
  const refusal = notAlive(state, 'kill drivers')
  if (refusal !== undefined) return { master, driverId, success: false, message: refusal }
  const driver = state.drivers.get(driverId)
  if (driver === undefined) {
    const text = `Driver ${driverId} has already finished or does not exist`
    return { master, driverId, success: false, message: text }
  }
  if (driver.worker === undefined) removeDriver(state, driver, { state: 'KILLED' }, out)
  else out.send(driver.worker.endpoint, KillDriver, { driverId })
  return { master, driverId, success: true, message: `Kill request for ${driverId} submitted` }
}

/** What is known of a driver, running or over. */
export function requestDriverStatus(
  state: ClusterState,
  message: RequestDriverStatus,
): DriverStatusResponse {
  const refusal = notAlive(state, 'request driver status')
  if (refusal !== undefined) return { found: false, exception: refusal }
  const driver =
    state.drivers.get(message.driverId) ??
    state.completedDrivers.findLast((each) => each.id === message.driverId)
  if (driver === undefined) return { found: false }
  const { worker } = driver
  return {
    found: true,
    state: driver.state,
    workerId: worker?.id,
    workerHostPort: worker === undefined ? undefined : `${worker.host}:${worker.port}`,
    exception: driver.exception,
  }
}
