import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type DriverSnapshot, driverSnapshotSchema } from '../model/driver.js'
import { type ExecutorSnapshot, executorSnapshotSchema } from '../model/executor.js'
import { type WorkerId, workerIdSchema } from '../model/ids.js'
import { type Resources, resourcesSchema } from '../model/resources.js'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Anybody → Worker: everything that a page shows. */
export type RequestWorkerState = NoFields

/** What the Worker knows, as a copy. */
export interface WorkerStateResponse {
  readonly host: string
  readonly port: number
  readonly workerId: WorkerId
  readonly executors: readonly ExecutorSnapshot[]
  readonly finishedExecutors: readonly ExecutorSnapshot[]
  readonly drivers: readonly DriverSnapshot[]
  readonly finishedDrivers: readonly DriverSnapshot[]
  readonly masterUrl: string
  readonly cores: number
  /** MiB. */
  readonly memory: number
  readonly coresUsed: number
  /** MiB. */
  readonly memoryUsed: number
  readonly masterWebUiUrl: string
  readonly resources: Resources
  readonly resourcesUsed: Resources
}

/** Token of {@link RequestWorkerState}. */
export const RequestWorkerState: RequestType<
  'RequestWorkerState',
  RequestWorkerState,
  WorkerStateResponse
> = request(
  'RequestWorkerState',
  noFieldsSchema,
  z.object({
    host: z.string(),
    port: z.int().check(z.nonnegative()),
    workerId: workerIdSchema,
    executors: z.array(executorSnapshotSchema),
    finishedExecutors: z.array(executorSnapshotSchema),
    drivers: z.array(driverSnapshotSchema),
    finishedDrivers: z.array(driverSnapshotSchema),
    masterUrl: z.string(),
    cores: z.int().check(z.nonnegative()),
    memory: z.int().check(z.nonnegative()),
    coresUsed: z.int().check(z.nonnegative()),
    memoryUsed: z.int().check(z.nonnegative()),
    masterWebUiUrl: z.string(),
    resources: resourcesSchema,
    resourcesUsed: resourcesSchema,
  }),
)
