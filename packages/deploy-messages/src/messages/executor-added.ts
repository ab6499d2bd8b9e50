import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from '../model/ids.js'

/** Master → AppClient: an executor was given to the application; it may not run yet. */
export interface ExecutorAdded {
  readonly id: number
  readonly workerId: WorkerId
  /** Of the worker. */
  readonly hostPort: string
  readonly cores: number
  /** MiB. */
  readonly memory: number
}

/** Token of {@link ExecutorAdded}. */
export const ExecutorAdded: MessageType<'ExecutorAdded', ExecutorAdded> = message(
  'ExecutorAdded',
  z.object({
    id: z.int().check(z.nonnegative()),
    workerId: workerIdSchema,
    hostPort: z.string(),
    cores: z.int().check(z.positive()),
    memory: z.int().check(z.nonnegative()),
  }),
)
