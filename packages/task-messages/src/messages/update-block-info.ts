import { request, type RequestType } from '@firesteel/rpc-core'
import type { StorageLevel } from '@firesteel/storage-level'
import * as z from 'zod/mini'
import { storageLevelSchema } from '../model/storage-level.js'
import { countSchema } from '../model/wire.js'

/**
 * Executor → driver: this is how it keeps a block now; a level that keeps nothing says that it has it no
 * more. False asks it to register again first.
 */
export interface UpdateBlockInfo {
  readonly executorId: string
  /** The slot in whose heap it is; absent for a block that every slot can read. */
  readonly slot?: number | undefined
  /** `rdd_3_7` and the like. */
  readonly blockId: string
  readonly level: StorageLevel
  /** Bytes that it takes in memory. */
  readonly memoryBytes: number
  /** Bytes that it takes on disk. */
  readonly diskBytes: number
}

/** Token of {@link UpdateBlockInfo}. */
export const UpdateBlockInfo: RequestType<'UpdateBlockInfo', UpdateBlockInfo, boolean> = request(
  'UpdateBlockInfo',
  z.object({
    executorId: z.string(),
    slot: z.optional(countSchema),
    blockId: z.string().check(z.minLength(1)),
    level: storageLevelSchema,
    memoryBytes: z.number().check(z.nonnegative()),
    diskBytes: z.number().check(z.nonnegative()),
  }),
  z.boolean(),
)
