import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Back end → its endpoint: stop. */
export type StopDriver = NoFields

/** Token of {@link StopDriver}. */
export const StopDriver: RequestType<'StopDriver', StopDriver, true> = request(
  'StopDriver',
  noFieldsSchema,
  z.literal(true),
)
