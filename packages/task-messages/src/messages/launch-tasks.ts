import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { bytesSchema } from '../model/wire.js'

/** Driver → executor: run these attempts; several of {@link LaunchTask} at once. Those of one slot run in this order. */
export interface LaunchTasks {
  /** Encoded `TaskDescription`s. */
  readonly tasks: readonly Uint8Array[]
}

/** Token of {@link LaunchTasks}. */
export const LaunchTasks: MessageType<'LaunchTasks', LaunchTasks> = message(
  'LaunchTasks',
  z.object({
    tasks: z.array(bytesSchema),
  }),
)
