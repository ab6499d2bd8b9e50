import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ExecutorTotal, executorTotalSchema } from '../model/application.js'
import { type AppId, appIdSchema } from '../model/ids.js'

/** AppClient → Master: how many executors it wants in all, by resource profile. False when the application is unknown. */
export interface RequestExecutors {
  readonly appId: AppId
  readonly requestedTotals: readonly ExecutorTotal[]
}

/** Token of {@link RequestExecutors}. */
export const RequestExecutors: RequestType<'RequestExecutors', RequestExecutors, boolean> = request(
  'RequestExecutors',
  z.object({
    appId: appIdSchema,
    requestedTotals: z.array(executorTotalSchema),
  }),
  z.boolean(),
)
