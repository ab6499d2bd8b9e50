import type {
  AppId,
  DriverDescription,
  DriverId,
  ExecutorDescription,
  ExecutorState,
  FinalDriverState,
  Resources,
} from '@firesteel/deploy-messages'

/** One executor that runs here or did. */
export interface ExecutorInfo {
  readonly appId: AppId
  readonly execId: number
  readonly rpId: number
  readonly appName: string
  readonly cores: number
  readonly memoryMb: number
  readonly resources: Resources
  readonly directory: string
  state: ExecutorState
  message?: string | undefined
  exitStatus?: number | undefined
}

/** One driver that runs here or did. */
export interface DriverInfo {
  readonly driverId: DriverId
  readonly description: DriverDescription
  readonly resources: Resources
  readonly startedAt: number
  state: 'RUNNING' | FinalDriverState
  exception?: string | undefined
}

/** What a worker knows: what runs here, what finished, which applications are over. Executors are under `<appId>/<execId>`. */
export interface WorkerState {
  readonly executors: Map<string, ExecutorInfo>
  readonly finishedExecutors: Map<string, ExecutorInfo>
  readonly drivers: Map<DriverId, DriverInfo>
  readonly finishedDrivers: Map<DriverId, DriverInfo>
  /** Applications that are over but still have an executor here. */
  readonly finishedApplications: Set<AppId>
  decommissioned: boolean
}

/** Nothing runs. */
export const emptyState = (): WorkerState => ({
  executors: new Map(),
  finishedExecutors: new Map(),
  drivers: new Map(),
  finishedDrivers: new Map(),
  finishedApplications: new Set(),
  decommissioned: false,
})

/** The cores that are taken. */
export const coresUsed = (state: WorkerState): number =>
  sum(state.executors, ({ cores }) => cores) +
  sum(state.drivers, ({ description }) => description.cores)

/** The memory that is taken, in MiB. */
export const memoryUsedMb = (state: WorkerState): number =>
  sum(state.executors, ({ memoryMb }) => memoryMb) +
  sum(state.drivers, ({ description }) => description.memoryMb)

/** An executor as the Master is told of it. */
export const descriptionOf = (executor: ExecutorInfo): ExecutorDescription => ({
  appId: executor.appId,
  execId: executor.execId,
  rpId: executor.rpId,
  memoryMb: executor.memoryMb,
  cores: executor.cores,
  state: executor.state,
})

/** Drops the oldest tenth of what finished (at least one) when there is more than `retained`. */
export function trimFinished<K>(finished: Map<K, unknown>, retained: number): void {
  if (finished.size <= retained) return
  let drop = Math.max(Math.floor(finished.size / 10), 1)
  for (const key of finished.keys()) {
    if (drop-- === 0) return
    finished.delete(key)
  }
}

function sum<T>(from: ReadonlyMap<unknown, T>, amount: (value: T) => number): number {
  let total = 0
  for (const value of from.values()) total += amount(value)
  return total
}
