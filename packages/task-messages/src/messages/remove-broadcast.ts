import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Driver → executors: forget this broadcast. Answered with whether it was there. */
export interface RemoveBroadcast {
  readonly broadcastId: number
}

/** Token of {@link RemoveBroadcast}. */
export const RemoveBroadcast: RequestType<'RemoveBroadcast', RemoveBroadcast, boolean> = request(
  'RemoveBroadcast',
  z.object({
    broadcastId: countSchema,
  }),
  z.boolean(),
)
