import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ExecutorDescription, executorDescriptionSchema } from '../model/executor.js'
import { type DriverId, driverIdSchema, type WorkerId, workerIdSchema } from '../model/ids.js'

/** Worker → Master, after each registration: what runs here. The Master kills what it does not know and gives up what is missing. */
export interface WorkerLatestState {
  readonly id: WorkerId
  /** That of the registration which this follows. */
  readonly epoch: number
  readonly executors: readonly ExecutorDescription[]
  readonly driverIds: readonly DriverId[]
}

/** Token of {@link WorkerLatestState}. */
export const WorkerLatestState: MessageType<'WorkerLatestState', WorkerLatestState> = message(
  'WorkerLatestState',
  z.object({
    id: workerIdSchema,
    epoch: z.int().check(z.nonnegative()),
    executors: z.array(executorDescriptionSchema),
    driverIds: z.array(driverIdSchema),
  }),
)
