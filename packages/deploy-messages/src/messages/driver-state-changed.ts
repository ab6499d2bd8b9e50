import type { WireError } from '@firesteel/errors'
import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { FINAL_DRIVER_STATES, type FinalDriverState } from '../model/driver.js'
import { type DriverId, driverIdSchema } from '../model/ids.js'
import { wireErrorSchema } from '../model/wire.js'

/** Worker → Master, asked until acknowledged: a driver has ended. */
export interface DriverStateChanged {
  readonly driverId: DriverId
  readonly state: FinalDriverState
  /** What kept it from running. */
  readonly exception?: WireError | undefined
}

/** Token of {@link DriverStateChanged}. */
export const DriverStateChanged: RequestType<'DriverStateChanged', DriverStateChanged, true> =
  request(
    'DriverStateChanged',
    z.object({
      driverId: driverIdSchema,
      state: z.enum(FINAL_DRIVER_STATES),
      exception: z.optional(wireErrorSchema),
    }),
    z.literal(true),
  )
