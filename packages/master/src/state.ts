import type {
  AppClientProtocol,
  AppId,
  ApplicationDescription,
  ApplicationState,
  DriverDescription,
  DriverId,
  DriverState,
  ExecutorProfile,
  ExecutorState,
  MasterState,
  Resources,
  WorkerId,
  WorkerProtocol,
  WorkerState,
} from '@firesteel/deploy-messages'
import type { EndpointRef } from '@firesteel/rpc-core'
import { DEFAULT_MASTER_OPTIONS, type MasterOptions } from './conf.js'

/** An executor that the Master launched and has not given up; it is in its app's map and its worker's. */
export interface ExecutorInfo {
  readonly id: number
  readonly app: ApplicationInfo
  readonly worker: WorkerInfo
  readonly cores: number
  readonly memoryMb: number
  readonly rpId: number
  readonly resources: Resources
  /** The worker's registration in which it was launched: what is missing from a later one is lost. */
  readonly epoch: number
  readonly launchedAt: number
  state: ExecutorState
}

/** @see org.apache.spark.deploy.master.WorkerInfo */
export interface WorkerInfo {
  readonly id: WorkerId
  readonly host: string
  readonly port: number
  readonly cores: number
  readonly memoryMb: number
  readonly resources: Resources
  readonly webUiUrl: string
  readonly registrationId: string
  /** `host:port` of its process. */
  readonly address: string
  endpoint: EndpointRef<WorkerProtocol>
  epoch: number
  state: WorkerState
  lastHeartbeatAt: number
  /** Its connection broke and has not come back. */
  unreachable: boolean
  /** Until then, news that the process at its address is gone are about the process that was there before. */
  heirUntil: number
  /** By full id, `<appId>/<execId>`. */
  readonly executors: Map<string, ExecutorInfo>
  readonly drivers: Map<DriverId, DriverInfo>
  coresUsed: number
  memoryUsedMb: number
  resourcesUsed: Resources
}

/** @see org.apache.spark.deploy.master.ApplicationInfo */
export interface ApplicationInfo {
  readonly id: AppId
  readonly description: ApplicationDescription
  readonly registrationId: string
  readonly startedAt: number
  driver: EndpointRef<AppClientProtocol>
  /** `host:port` of its driver's process. */
  address: string
  epoch: number
  state: ApplicationState
  endedAt: number | undefined
  readonly executors: Map<number, ExecutorInfo>
  nextExecutorId: number
  coresGranted: number
  readonly profiles: Map<number, ExecutorProfile>
  /** Resource profile → executors wanted; a profile that is not in it may have none. */
  readonly executorLimits: Map<number, number>
  /** Executors that ended badly since the last one that ran. */
  retryCount: number
  /** Executors in a row that ended badly soon after their launch, though they ran. */
  quickExits: number
  /** Told once that no worker can ever take its executors. */
  warnedOfStarvation: boolean
}

/** @see org.apache.spark.deploy.master.DriverInfo */
export interface DriverInfo {
  readonly id: DriverId
  readonly description: DriverDescription
  readonly startedAt: number
  state: DriverState
  worker: WorkerInfo | undefined
  /** Placed at least once, whether or not this Master knows where. */
  launched: boolean
  /** The worker's registration in which it was launched. */
  epoch: number
  resources: Resources
  exception: string | undefined
}

/** All that a Master knows, with the few indexes that its handlers need. */
export class ClusterState {
  status: MasterState = 'STANDBY'
  readonly options: MasterOptions
  /** Every worker, dead ones that are still shown included. */
  readonly workers = new Set<WorkerInfo>()
  readonly workersById = new Map<WorkerId, WorkerInfo>()
  readonly workersByAddress = new Map<string, WorkerInfo>()
  /** Applications that are not over, in the order of their registration. */
  readonly apps = new Map<AppId, ApplicationInfo>()
  readonly appsByRegistration = new Map<string, ApplicationInfo>()
  readonly completedApps: ApplicationInfo[] = []
  /** Drivers that are not over. */
  readonly drivers = new Map<DriverId, DriverInfo>()
  /** Those of them that wait for a worker, in order. */
  readonly waitingDrivers: DriverInfo[] = []
  readonly completedDrivers: DriverInfo[] = []
  nextAppNumber = 0
  nextDriverNumber = 0

  constructor(options: MasterOptions = DEFAULT_MASTER_OPTIONS) {
    this.options = options
  }

  /** Workers that may be given work. */
  aliveWorkers(): WorkerInfo[] {
    return [...this.workers].filter((worker) => worker.state === 'ALIVE')
  }

  /** Applications whose driver is the process at `address`. */
  appsAt(address: string): ApplicationInfo[] {
    return [...this.apps.values()].filter((app) => app.address === address)
  }

  /** Forgets everything: another Master leads. */
  clear(): void {
    this.status = 'STANDBY'
    for (const index of [this.workers, this.workersById, this.workersByAddress]) index.clear()
    for (const index of [this.apps, this.appsByRegistration, this.drivers]) index.clear()
    for (const list of [this.completedApps, this.waitingDrivers, this.completedDrivers]) {
      list.length = 0
    }
  }
}

/** Cores that an application may still be given. */
export const coresLeft = (app: ApplicationInfo, options: MasterOptions): number =>
  Math.max(0, (app.description.maxCores ?? options.defaultCores) - app.coresGranted)
