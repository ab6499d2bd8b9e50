import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type DriverState, driverStateSchema } from '../model/driver.js'
import { type DriverId, driverIdSchema, type WorkerId, workerIdSchema } from '../model/ids.js'

/** Driver client → Master: how is this driver? */
export interface RequestDriverStatus {
  readonly driverId: DriverId
}

/** The answer: what the Master knows. */
export interface DriverStatusResponse {
  readonly found: boolean
  readonly state?: DriverState | undefined
  readonly workerId?: WorkerId | undefined
  readonly workerHostPort?: string | undefined
  readonly exception?: string | undefined
}

/** Token of {@link RequestDriverStatus}. */
export const RequestDriverStatus: RequestType<
  'RequestDriverStatus',
  RequestDriverStatus,
  DriverStatusResponse
> = request(
  'RequestDriverStatus',
  z.object({
    driverId: driverIdSchema,
  }),
  z.object({
    found: z.boolean(),
    state: z.optional(driverStateSchema),
    workerId: z.optional(workerIdSchema),
    workerHostPort: z.optional(z.string()),
    exception: z.optional(z.string()),
  }),
)
