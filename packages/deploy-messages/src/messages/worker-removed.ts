import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from '../model/ids.js'

/** Master → AppClient: a worker is gone, and what it stored with it. */
export interface WorkerRemoved {
  readonly id: WorkerId
  readonly host: string
  readonly message: string
}

/** Token of {@link WorkerRemoved}. */
export const WorkerRemoved: MessageType<'WorkerRemoved', WorkerRemoved> = message(
  'WorkerRemoved',
  z.object({
    id: workerIdSchema,
    host: z.string(),
    message: z.string(),
  }),
)
