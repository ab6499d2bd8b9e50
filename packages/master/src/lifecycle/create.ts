import {
  type AppId,
  type DriverDescription,
  type DriverId,
  type RegisterApplication,
  type RegisterWorker,
  formatAppId,
  formatDriverId,
} from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { ApplicationInfo, ClusterState, DriverInfo, WorkerInfo } from '../state.js'

/** A worker as its registration describes it, in no index yet. */
export function workerFrom(message: RegisterWorker, now: number): WorkerInfo {
  const { id, host, port, cores, memory, resources, worker, registrationId, epoch } = message
  return {
    id,
    host,
    port,
    cores,
    memoryMb: memory,
    resources,
    webUiUrl: message.workerWebUiUrl,
    registrationId,
    address: worker.address?.hostPort ?? `${host}:${port}`,
    endpoint: worker,
    epoch,
    state: 'ALIVE',
    lastHeartbeatAt: now,
    unreachable: false,
    heirUntil: 0,
    executors: new Map(),
    drivers: new Map(),
    coresUsed: 0,
    memoryUsedMb: 0,
    resourcesUsed: {},
  }
}

/** What an application is made of. */
export type ApplicationParts = Pick<
  ApplicationInfo,
  'id' | 'description' | 'driver' | 'address' | 'registrationId' | 'epoch' | 'startedAt'
> & { readonly nextExecutorId?: number | undefined }

/** An application without executors, in no index yet. */
export function applicationFrom(parts: ApplicationParts): ApplicationInfo {
  const { description } = parts
  return {
    ...parts,
    state: 'WAITING',
    endedAt: undefined,
    executors: new Map(),
    nextExecutorId: parts.nextExecutorId ?? 0,
    coresGranted: 0,
    profiles: new Map([[0, description.defaultProfile]]),
    executorLimits: new Map([[0, description.initialExecutorLimit ?? Number.MAX_SAFE_INTEGER]]),
    retryCount: 0,
    quickExits: 0,
    warnedOfStarvation: false,
  }
}

/** The application that a registration asks for, under its earlier id when it has one that is free. */
export function applicationFor(
  state: ClusterState,
  message: RegisterApplication,
  out: Out,
): ApplicationInfo {
  const { appDescription: description, driver, registrationId, epoch, resume } = message
  return applicationFrom({
    id: resume !== undefined && isFree(state, resume.appId) ? resume.appId : newAppId(state, out),
    description,
    driver,
    address: driver.address?.hostPort ?? out.sender,
    registrationId,
    epoch,
    startedAt: out.now,
    nextExecutorId: resume?.nextExecutorId,
  })
}

function newAppId(state: ClusterState, out: Out): AppId {
  for (;;) {
    const id = formatAppId(out.now, state.nextAppNumber++)
    if (isFree(state, id)) return id
  }
}

const isFree = (state: ClusterState, id: AppId): boolean =>
  !state.apps.has(id) && !state.completedApps.some((app) => app.id === id)

/** A driver that waits for a worker, in no index yet. */
export function driverFrom(
  state: ClusterState,
  description: DriverDescription,
  now: number,
): DriverInfo {
  return {
    id: newDriverId(state, now),
    description,
    startedAt: now,
    state: 'SUBMITTED',
    worker: undefined,
    launched: false,
    epoch: 0,
    resources: {},
    exception: undefined,
  }
}

function newDriverId(state: ClusterState, now: number): DriverId {
  for (;;) {
    const id = formatDriverId(now, state.nextDriverNumber++)
    if (!state.drivers.has(id)) return id
  }
}
