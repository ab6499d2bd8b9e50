import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { bytesSchema } from '../model/wire.js'

/** Driver → executor: run this attempt. */
export interface LaunchTask {
  /** An encoded `TaskDescription`. */
  readonly data: Uint8Array
}

/** Token of {@link LaunchTask}. */
export const LaunchTask: MessageType<'LaunchTask', LaunchTask> = message(
  'LaunchTask',
  z.object({
    data: bytesSchema,
  }),
)
