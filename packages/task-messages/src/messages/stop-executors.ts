import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Back end → its endpoint: tell every executor to stop. */
export type StopExecutors = NoFields

/** Token of {@link StopExecutors}. */
export const StopExecutors: RequestType<'StopExecutors', StopExecutors, true> = request(
  'StopExecutors',
  noFieldsSchema,
  z.literal(true),
)
