import { type EndpointRef, request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type DriverDescription, driverDescriptionSchema } from '../model/driver.js'
import { type DriverId, driverIdSchema } from '../model/ids.js'
import { refSchema } from '../model/wire.js'
import type { MasterProtocol } from '../to-master.js'

/** Driver client → Master: run this driver on the cluster. */
export interface RequestSubmitDriver {
  readonly driverDescription: DriverDescription
}

/** The answer: accepted and queued, not yet placed; or why not. */
export interface SubmitDriverResponse {
  readonly master: EndpointRef<MasterProtocol>
  readonly success: boolean
  readonly driverId?: DriverId | undefined
  readonly message: string
}

/** Token of {@link RequestSubmitDriver}. */
export const RequestSubmitDriver: RequestType<
  'RequestSubmitDriver',
  RequestSubmitDriver,
  SubmitDriverResponse
> = request(
  'RequestSubmitDriver',
  z.object({
    driverDescription: driverDescriptionSchema,
  }),
  z.object({
    master: refSchema<MasterProtocol>(),
    success: z.boolean(),
    driverId: z.optional(driverIdSchema),
    message: z.string(),
  }),
)
