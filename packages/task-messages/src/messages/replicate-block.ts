import { request, type RequestType } from '@firesteel/rpc-core'
import type { StorageLevel } from '@firesteel/storage-level'
import * as z from 'zod/mini'
import { storageLevelSchema } from '../model/storage-level.js'

/** Driver → an executor that has a block: others that had it are gone, make copies until its level is met. */
export interface ReplicateBlock {
  readonly blockId: string
  readonly level: StorageLevel
}

/** Token of {@link ReplicateBlock}; answered with whether the block was still there. */
export const ReplicateBlock: RequestType<'ReplicateBlock', ReplicateBlock, boolean> = request(
  'ReplicateBlock',
  z.object({
    blockId: z.string().check(z.minLength(1)),
    level: storageLevelSchema,
  }),
  z.boolean(),
)
