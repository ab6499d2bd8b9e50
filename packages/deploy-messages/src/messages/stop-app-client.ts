import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Scheduler backend → AppClient: unregister and end. */
export type StopAppClient = NoFields

/** Token of {@link StopAppClient}. */
export const StopAppClient: RequestType<'StopAppClient', StopAppClient, true> = request(
  'StopAppClient',
  noFieldsSchema,
  z.literal(true),
)
