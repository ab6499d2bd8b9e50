import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ExecutorDescription, executorDescriptionSchema } from '../model/executor.js'
import { type DriverId, driverIdSchema, type WorkerId, workerIdSchema } from '../model/ids.js'
import { type Resources, resourcesSchema } from '../model/resources.js'

/** Worker → Master, answer to MasterChanged: what runs here. */
export interface WorkerSchedulerStateResponse {
  readonly id: WorkerId
  readonly execResponses: readonly {
    readonly desc: ExecutorDescription
    readonly resources: Resources
  }[]
  readonly driverResponses: readonly {
    readonly driverId: DriverId
    readonly resources: Resources
  }[]
}

/** Token of {@link WorkerSchedulerStateResponse}. */
export const WorkerSchedulerStateResponse: MessageType<
  'WorkerSchedulerStateResponse',
  WorkerSchedulerStateResponse
> = message(
  'WorkerSchedulerStateResponse',
  z.object({
    id: workerIdSchema,
    execResponses: z.array(
      z.object({ desc: executorDescriptionSchema, resources: resourcesSchema }),
    ),
    driverResponses: z.array(z.object({ driverId: driverIdSchema, resources: resourcesSchema })),
  }),
)
