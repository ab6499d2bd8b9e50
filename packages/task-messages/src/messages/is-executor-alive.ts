import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Anybody → driver: whether this executor is registered and not about to leave. */
export interface IsExecutorAlive {
  readonly executorId: string
}

/** Token of {@link IsExecutorAlive}. */
export const IsExecutorAlive: RequestType<'IsExecutorAlive', IsExecutorAlive, boolean> = request(
  'IsExecutorAlive',
  z.object({
    executorId: z.string(),
  }),
  z.boolean(),
)
