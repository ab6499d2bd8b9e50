import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockHolder, blockHolderSchema } from '../model/block-location.js'

/** Executor → driver: who has this block? */
export interface GetLocations {
  readonly blockId: string
}

/** Token of {@link GetLocations}. */
export const GetLocations: RequestType<'GetLocations', GetLocations, readonly BlockHolder[]> =
  request(
    'GetLocations',
    z.object({
      blockId: z.string().check(z.minLength(1)),
    }),
    z.array(blockHolderSchema),
  )
