import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'

/** Executor that leaves → driver: which executors stay, that could keep what I store? */
export interface FindMigrationPeers {
  readonly executorId: string
}

/** Token of {@link FindMigrationPeers}. */
export const FindMigrationPeers: RequestType<
  'FindMigrationPeers',
  FindMigrationPeers,
  readonly BlockLocation[]
> = request(
  'FindMigrationPeers',
  z.object({
    executorId: z.string(),
  }),
  z.array(blockLocationSchema),
)
