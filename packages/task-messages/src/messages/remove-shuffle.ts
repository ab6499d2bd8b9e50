import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Driver → executors: delete the files of this shuffle. Answered with whether there were any. */
export interface RemoveShuffle {
  readonly shuffleId: number
}

/** Token of {@link RemoveShuffle}. */
export const RemoveShuffle: RequestType<'RemoveShuffle', RemoveShuffle, boolean> = request(
  'RemoveShuffle',
  z.object({
    shuffleId: countSchema,
  }),
  z.boolean(),
)
