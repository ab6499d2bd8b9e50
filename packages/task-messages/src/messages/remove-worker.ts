import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Back end → its endpoint: a worker is gone, and with it the files of its executors. */
export interface RemoveWorker {
  readonly workerId: string
  readonly host: string
  readonly message: string
}

/** Token of {@link RemoveWorker}. */
export const RemoveWorker: MessageType<'RemoveWorker', RemoveWorker> = message(
  'RemoveWorker',
  z.object({
    workerId: z.string(),
    host: z.string(),
    message: z.string(),
  }),
)
