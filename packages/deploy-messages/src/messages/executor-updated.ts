import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ExecutorState, executorStateSchema } from '../model/executor.js'

/** Master → AppClient: an executor is in another state. */
export interface ExecutorUpdated {
  readonly id: number
  readonly state: ExecutorState
  readonly message?: string | undefined
  readonly exitStatus?: number | undefined
  /** Present when the executor is lost because its whole worker is. */
  readonly workerHost?: string | undefined
}

/** Token of {@link ExecutorUpdated}. */
export const ExecutorUpdated: MessageType<'ExecutorUpdated', ExecutorUpdated> = message(
  'ExecutorUpdated',
  z.object({
    id: z.int().check(z.nonnegative()),
    state: executorStateSchema,
    message: z.optional(z.string()),
    exitStatus: z.optional(z.int()),
    workerHost: z.optional(z.string()),
  }),
)
