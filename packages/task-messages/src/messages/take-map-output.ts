import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import { countSchema } from '../model/wire.js'

/** Executor that leaves → one that stays: fetch this map output from me and keep it. Answered with where readers find it then. */
export interface TakeMapOutput {
  readonly shuffleId: number
  /** The id of the task attempt that wrote it. */
  readonly mapId: number
  /** Who has it. */
  readonly from: BlockLocation
}

/** Token of {@link TakeMapOutput}. */
export const TakeMapOutput: RequestType<'TakeMapOutput', TakeMapOutput, BlockLocation> = request(
  'TakeMapOutput',
  z.object({
    shuffleId: countSchema,
    mapId: countSchema,
    from: blockLocationSchema,
  }),
  blockLocationSchema,
)
