import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type DriverDescription, driverDescriptionSchema } from '../model/driver.js'
import { type DriverId, driverIdSchema } from '../model/ids.js'
import { type Resources, resourcesSchema } from '../model/resources.js'

/** Master → Worker: start a driver. */
export interface LaunchDriver {
  readonly driverId: DriverId
  readonly driverDesc: DriverDescription
  readonly resources: Resources
}

/** Token of {@link LaunchDriver}. */
export const LaunchDriver: MessageType<'LaunchDriver', LaunchDriver> = message(
  'LaunchDriver',
  z.object({
    driverId: driverIdSchema,
    driverDesc: driverDescriptionSchema,
    resources: resourcesSchema,
  }),
)
