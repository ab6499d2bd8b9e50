import type {
  DriverSnapshot,
  ExecutorSnapshot,
  Resources,
  WorkerId,
  WorkerStateResponse,
} from '@firesteel/deploy-messages'
import { addResources } from '@firesteel/deploy-messages'
import {
  type DriverInfo,
  type ExecutorInfo,
  type WorkerState,
  coresUsed,
  descriptionOf,
  memoryUsedMb,
} from './state.js'

/** Who a worker is and what it has. */
export interface WorkerIdentity {
  readonly workerId: WorkerId
  readonly host: string
  readonly port: number
  readonly cores: number
  readonly memoryMb: number
  readonly resources: Resources
  readonly webUiUrl: string
}

/** What a page may see of a worker, as a copy. */
export function snapshotOf(
  state: WorkerState,
  who: WorkerIdentity,
  master: { readonly url: string; readonly webUiUrl: string },
): WorkerStateResponse {
  const executors = [...state.executors.values()]
  const drivers = [...state.drivers.values()]
  return {
    host: who.host,
    port: who.port,
    workerId: who.workerId,
    executors: executors.map((each) => executorSnapshot(each, who.workerId)),
    finishedExecutors: [...state.finishedExecutors.values()].map((each) =>
      executorSnapshot(each, who.workerId),
    ),
    drivers: drivers.map((each) => driverSnapshot(each, who.workerId)),
    finishedDrivers: [...state.finishedDrivers.values()].map((each) =>
      driverSnapshot(each, who.workerId),
    ),
    masterUrl: master.url,
    masterWebUiUrl: master.webUiUrl,
    cores: who.cores,
    memory: who.memoryMb,
    coresUsed: coresUsed(state),
    memoryUsed: memoryUsedMb(state),
    resources: who.resources,
    resourcesUsed: [...executors, ...drivers].reduce<Resources>(
      (used, { resources }) => addResources(used, resources),
      {},
    ),
  }
}

const executorSnapshot = (executor: ExecutorInfo, workerId: WorkerId): ExecutorSnapshot => ({
  ...descriptionOf(executor),
  workerId,
  resources: executor.resources,
  appName: executor.appName,
  directory: executor.directory,
  message: executor.message,
  exitStatus: executor.exitStatus,
})

const driverSnapshot = (driver: DriverInfo, workerId: WorkerId): DriverSnapshot => ({
  id: driver.driverId,
  state: driver.state,
  startedAt: driver.startedAt,
  cores: driver.description.cores,
  memoryMb: driver.description.memoryMb,
  supervise: driver.description.supervise,
  bundleUrl: driver.description.bundleUrl,
  workerId,
  exception: driver.exception,
})
