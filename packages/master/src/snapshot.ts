import type {
  ApplicationSnapshot,
  DriverSnapshot,
  ExecutorSnapshot,
  MasterStateResponse,
  WorkerSnapshot,
} from '@firesteel/deploy-messages'
import type {
  ApplicationInfo,
  ClusterState,
  DriverInfo,
  ExecutorInfo,
  WorkerInfo,
} from './state.js'

/** What others may see of the Master's state: copies, nothing live. */
export function masterStateResponse(
  state: ClusterState,
  at: { readonly host: string; readonly port: number; readonly restPort?: number | undefined },
): MasterStateResponse {
  return {
    ...at,
    workers: [...state.workers].map(workerSnapshot),
    activeApps: [...state.apps.values()].map(applicationSnapshot),
    completedApps: state.completedApps.map(applicationSnapshot),
    activeDrivers: [...state.drivers.values()].map(driverSnapshot),
    completedDrivers: state.completedDrivers.map(driverSnapshot),
    status: state.status,
  }
}

function workerSnapshot(worker: WorkerInfo): WorkerSnapshot {
  const { id, host, port, webUiUrl, cores, coresUsed, memoryMb } = worker
  const { memoryUsedMb, resources, resourcesUsed, state, lastHeartbeatAt } = worker
  return {
    id,
    host,
    port,
    webUiUrl,
    cores,
    coresUsed,
    memoryMb,
    memoryUsedMb,
    resources,
    resourcesUsed,
    state,
    lastHeartbeatAt,
  }
}

function executorSnapshot(executor: ExecutorInfo): ExecutorSnapshot {
  const { app, worker, id: execId, rpId, memoryMb, cores, state, resources } = executor
  const { id: workerId } = worker
  return { appId: app.id, execId, rpId, memoryMb, cores, state, workerId, resources }
}

function applicationSnapshot(app: ApplicationInfo): ApplicationSnapshot {
  const { id, description, state, startedAt, endedAt, coresGranted, executors } = app
  return {
    id,
    name: description.name,
    user: description.user,
    state,
    startedAt,
    endedAt,
    coresGranted,
    maxCores: description.maxCores,
    memoryPerExecutorMb: description.defaultProfile.executorMemoryMb,
    appUiUrl: description.appUiUrl,
    executors: [...executors.values()].map(executorSnapshot),
  }
}

function driverSnapshot(driver: DriverInfo): DriverSnapshot {
  const { id, state, startedAt, description, worker, exception } = driver
  const { cores, memoryMb, supervise, bundleUrl } = description
  return {
    id,
    state,
    startedAt,
    cores,
    memoryMb,
    supervise,
    bundleUrl,
    workerId: worker?.id,
    exception,
  }
}
