import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import { countSchema } from '../model/wire.js'

/** Executor → driver: which others have this piece? */
export interface FindBroadcastPiece {
  readonly executorId: string
  readonly broadcastId: number
  readonly piece: number
}

/** Token of {@link FindBroadcastPiece}. */
export const FindBroadcastPiece: RequestType<
  'FindBroadcastPiece',
  FindBroadcastPiece,
  readonly BlockLocation[]
> = request(
  'FindBroadcastPiece',
  z.object({
    executorId: z.string(),
    broadcastId: countSchema,
    piece: countSchema,
  }),
  z.array(blockLocationSchema),
)
