import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type AppId, appIdSchema } from '../model/ids.js'

/** Master → Worker: stop an executor. */
export interface KillExecutor {
  readonly masterUrl: string
  readonly appId: AppId
  readonly execId: number
}

/** Token of {@link KillExecutor}. */
export const KillExecutor: MessageType<'KillExecutor', KillExecutor> = message(
  'KillExecutor',
  z.object({
    masterUrl: z.string(),
    appId: appIdSchema,
    execId: z.int().check(z.nonnegative()),
  }),
)
