import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Driver → executors: forget one block. Answered with whether it was there. */
export interface RemoveBlock {
  readonly blockId: string
}

/** Token of {@link RemoveBlock}. */
export const RemoveBlock: RequestType<'RemoveBlock', RemoveBlock, boolean> = request(
  'RemoveBlock',
  z.object({
    blockId: z.string().check(z.minLength(1)),
  }),
  z.boolean(),
)
