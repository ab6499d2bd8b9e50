import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Executor → driver: the blocks of one map output were pushed to their mergers. */
export interface ShufflePushCompletion {
  readonly shuffleId: number
  readonly shuffleMergeId: number
  readonly mapIndex: number
}

/** Token of {@link ShufflePushCompletion}. */
export const ShufflePushCompletion: MessageType<'ShufflePushCompletion', ShufflePushCompletion> =
  message(
    'ShufflePushCompletion',
    z.object({
      shuffleId: countSchema,
      shuffleMergeId: countSchema,
      mapIndex: countSchema,
    }),
  )
