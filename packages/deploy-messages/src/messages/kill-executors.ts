import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type AppId, appIdSchema } from '../model/ids.js'

/** AppClient → Master: stop these executors. False when the application is unknown. */
export interface KillExecutors {
  readonly appId: AppId
  readonly executorIds: readonly string[]
}

/** Token of {@link KillExecutors}. */
export const KillExecutors: RequestType<'KillExecutors', KillExecutors, boolean> = request(
  'KillExecutors',
  z.object({
    appId: appIdSchema,
    executorIds: z.array(z.string()),
  }),
  z.boolean(),
)
