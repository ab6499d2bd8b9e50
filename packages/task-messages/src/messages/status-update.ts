import { type Resources, resourcesSchema } from '@firesteel/deploy-messages/wire'
import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type TaskState, taskStateSchema } from '../model/task-state.js'
import { bytesSchema, countSchema } from '../model/wire.js'

/** Executor → driver: an attempt is in another state. One per state, in order. */
export interface StatusUpdate {
  readonly executorId: string
  readonly taskId: number
  readonly state: TaskState
  /** An encoded `TaskResult` when the state is final, else empty. */
  readonly data: Uint8Array
  /** Cores that are free again when the state is final. */
  readonly taskCpus: number
  readonly resources: Resources
  /** The attempt that waited behind this one in its slot, and is RUNNING now. */
  readonly begins?: number | undefined
}

/** Token of {@link StatusUpdate}. */
export const StatusUpdate: MessageType<'StatusUpdate', StatusUpdate> = message(
  'StatusUpdate',
  z.object({
    executorId: z.string(),
    taskId: countSchema,
    state: taskStateSchema,
    data: bytesSchema,
    taskCpus: countSchema,
    resources: resourcesSchema,
    begins: z.optional(countSchema),
  }),
)
