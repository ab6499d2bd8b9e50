import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ApplicationSnapshot, applicationSnapshotSchema } from '../model/application.js'
import { type DriverSnapshot, driverSnapshotSchema } from '../model/driver.js'
import { type MasterState, masterStateSchema } from '../model/master.js'
import { type NoFields, noFieldsSchema } from '../model/wire.js'
import { type WorkerSnapshot, workerSnapshotSchema } from '../model/worker.js'

/** Anybody → Master: everything that a page shows. */
export type RequestMasterState = NoFields

/** What the Master knows, as a copy. */
export interface MasterStateResponse {
  readonly host: string
  readonly port: number
  readonly restPort?: number | undefined
  readonly workers: readonly WorkerSnapshot[]
  readonly activeApps: readonly ApplicationSnapshot[]
  readonly completedApps: readonly ApplicationSnapshot[]
  readonly activeDrivers: readonly DriverSnapshot[]
  readonly completedDrivers: readonly DriverSnapshot[]
  readonly status: MasterState
}

/** Token of {@link RequestMasterState}. */
export const RequestMasterState: RequestType<
  'RequestMasterState',
  RequestMasterState,
  MasterStateResponse
> = request(
  'RequestMasterState',
  noFieldsSchema,
  z.object({
    host: z.string(),
    port: z.int().check(z.nonnegative()),
    restPort: z.optional(z.int().check(z.nonnegative())),
    workers: z.array(workerSnapshotSchema),
    activeApps: z.array(applicationSnapshotSchema),
    completedApps: z.array(applicationSnapshotSchema),
    activeDrivers: z.array(driverSnapshotSchema),
    completedDrivers: z.array(driverSnapshotSchema),
    status: masterStateSchema,
  }),
)
