import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Executor → driver about itself, or the back end → its endpoint: this executor is to be forgotten. */
export interface RemoveExecutor {
  readonly executorId: string
  readonly reason: string
  /** Whether one of its tasks may be to blame; true unless said. */
  readonly causedByApp?: boolean | undefined
  readonly exitStatus?: number | undefined
  /** Set when its whole worker is gone, and with it what it had written. */
  readonly workerHost?: string | undefined
}

/** Token of {@link RemoveExecutor}. */
export const RemoveExecutor: MessageType<'RemoveExecutor', RemoveExecutor> = message(
  'RemoveExecutor',
  z.object({
    executorId: z.string(),
    reason: z.string(),
    causedByApp: z.optional(z.boolean()),
    exitStatus: z.optional(z.int()),
    workerHost: z.optional(z.string()),
  }),
)
