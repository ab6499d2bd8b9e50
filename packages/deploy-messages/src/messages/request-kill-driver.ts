import { type EndpointRef, request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type DriverId, driverIdSchema } from '../model/ids.js'
import { refSchema } from '../model/wire.js'
import type { MasterProtocol } from '../to-master.js'

/** Driver client → Master: stop a driver. */
export interface RequestKillDriver {
  readonly driverId: DriverId
}

/** The answer: the order is on its way; or why not. */
export interface KillDriverResponse {
  readonly master: EndpointRef<MasterProtocol>
  readonly driverId: DriverId
  readonly success: boolean
  readonly message: string
}

/** Token of {@link RequestKillDriver}. */
export const RequestKillDriver: RequestType<
  'RequestKillDriver',
  RequestKillDriver,
  KillDriverResponse
> = request(
  'RequestKillDriver',
  z.object({
    driverId: driverIdSchema,
  }),
  z.object({
    master: refSchema<MasterProtocol>(),
    driverId: driverIdSchema,
    success: z.boolean(),
    message: z.string(),
  }),
)
