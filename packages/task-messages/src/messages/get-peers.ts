import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'

/** Executor → driver: which other executors of the application keep blocks? */
export interface GetPeers {
  readonly executorId: string
}

/** Token of {@link GetPeers}. */
export const GetPeers: RequestType<'GetPeers', GetPeers, readonly BlockLocation[]> = request(
  'GetPeers',
  z.object({
    executorId: z.string(),
  }),
  z.array(blockLocationSchema),
)
