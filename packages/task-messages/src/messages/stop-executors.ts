import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Back end → its endpoint: tell every executor to stop. */
export type StopExecutors = NoFields

/** Token of {@link StopExecutors}. */
export const StopExecutors: RequestType<'StopExecutors', StopExecutors, true> = request(
  'StopExecutors',
  noFieldsSchema,
  z.literal(true),
)
