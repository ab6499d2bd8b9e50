import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Driver → a worker's shuffle service: delete what map tasks of this shuffle wrote there. Answered with whether there was anything. */
export interface RemoveApplicationShuffle {
  readonly appId: string
  /** The application's, which proves that it asks for itself. */
  readonly token: string
  readonly shuffleId: number
}

/** Token of {@link RemoveApplicationShuffle}. */
export const RemoveApplicationShuffle: RequestType<
  'RemoveApplicationShuffle',
  RemoveApplicationShuffle,
  boolean
> = request(
  'RemoveApplicationShuffle',
  z.object({ appId: z.string(), token: z.string(), shuffleId: countSchema }),
  z.boolean(),
)
