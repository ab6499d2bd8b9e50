import { request, type RequestType } from '@firesteel/rpc-core'
import type { StorageLevel } from '@firesteel/storage-level'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import { storageLevelSchema } from '../model/storage-level.js'

/** Executor → executor: fetch this block from me and keep a copy. Answered with whether it is kept. */
export interface CopyBlock {
  readonly blockId: string
  readonly level: StorageLevel
  /** The key of the executor that is asked. */
  readonly key: string
  /** Who has it. */
  readonly from: BlockLocation
}

/** Token of {@link CopyBlock}. */
export const CopyBlock: RequestType<'CopyBlock', CopyBlock, boolean> = request(
  'CopyBlock',
  z.object({
    blockId: z.string().check(z.minLength(1)),
    level: storageLevelSchema,
    key: z.string(),
    from: blockLocationSchema,
  }),
  z.boolean(),
)
