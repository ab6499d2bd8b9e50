import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ExecutorState, executorStateSchema } from '../model/executor.js'
import { type AppId, appIdSchema } from '../model/ids.js'

/** Worker → Master, asked until acknowledged: an executor is in another state. */
export interface ExecutorStateChanged {
  readonly appId: AppId
  readonly execId: number
  readonly state: ExecutorState
  readonly message?: string | undefined
  /** Absent when the process did not exit by itself. */
  readonly exitStatus?: number | undefined
}

/** Token of {@link ExecutorStateChanged}. */
export const ExecutorStateChanged: RequestType<'ExecutorStateChanged', ExecutorStateChanged, true> =
  request(
    'ExecutorStateChanged',
    z.object({
      appId: appIdSchema,
      execId: z.int().check(z.nonnegative()),
      state: executorStateSchema,
      message: z.optional(z.string()),
      exitStatus: z.optional(z.int()),
    }),
    z.literal(true),
  )
