import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type DriverId, driverIdSchema } from '../model/ids.js'

/** Master → Worker: stop a driver. */
export interface KillDriver {
  readonly driverId: DriverId
}

/** Token of {@link KillDriver}. */
export const KillDriver: MessageType<'KillDriver', KillDriver> = message(
  'KillDriver',
  z.object({
    driverId: driverIdSchema,
  }),
)
