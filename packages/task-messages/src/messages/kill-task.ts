import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Back end → its endpoint → executor: end this attempt. Its final status arrives as usual. */
export interface KillTask {
  readonly taskId: number
  readonly executor: string
  /** Whether its thread may be terminated when it does not end by itself. */
  readonly interruptThread: boolean
  readonly reason: string
}

/** Token of {@link KillTask}. */
export const KillTask: MessageType<'KillTask', KillTask> = message(
  'KillTask',
  z.object({
    taskId: countSchema,
    executor: z.string(),
    interruptThread: z.boolean(),
    reason: z.string(),
  }),
)
