import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Executor → driver: "I am about to leave." Answered with whether it may. */
export interface ExecutorDecommissioning {
  readonly executorId: string
}

/** Token of {@link ExecutorDecommissioning}. */
export const ExecutorDecommissioning: RequestType<
  'ExecutorDecommissioning',
  ExecutorDecommissioning,
  boolean
> = request(
  'ExecutorDecommissioning',
  z.object({
    executorId: z.string(),
  }),
  z.boolean(),
)
