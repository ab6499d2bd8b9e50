import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Executor → driver: it has this block now, or has it no more. False asks it to register again first. */
export interface UpdateBlockInfo {
  readonly executorId: string
  /** The slot in whose heap it is; absent for a block that every slot can read. */
  readonly slot?: number | undefined
  /** `rdd_3_7` and the like. */
  readonly blockId: string
  readonly size: number
  readonly stored: boolean
}

/** Token of {@link UpdateBlockInfo}. */
export const UpdateBlockInfo: RequestType<'UpdateBlockInfo', UpdateBlockInfo, boolean> = request(
  'UpdateBlockInfo',
  z.object({
    executorId: z.string(),
    slot: z.optional(countSchema),
    blockId: z.string().check(z.minLength(1)),
    size: z.number().check(z.nonnegative()),
    stored: z.boolean(),
  }),
  z.boolean(),
)
