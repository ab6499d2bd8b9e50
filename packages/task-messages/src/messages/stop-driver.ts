import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Back end → its endpoint: stop. */
export type StopDriver = NoFields

/** Token of {@link StopDriver}. */
export const StopDriver: RequestType<'StopDriver', StopDriver, true> = request(
  'StopDriver',
  noFieldsSchema,
  z.literal(true),
)
