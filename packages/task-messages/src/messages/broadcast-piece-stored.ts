import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import { countSchema } from '../model/wire.js'

/** Executor → driver: it has this piece now, for others too. */
export interface BroadcastPieceStored {
  readonly location: BlockLocation
  readonly broadcastId: number
  readonly piece: number
}

/** Token of {@link BroadcastPieceStored}. */
export const BroadcastPieceStored: MessageType<'BroadcastPieceStored', BroadcastPieceStored> =
  message(
    'BroadcastPieceStored',
    z.object({
      location: blockLocationSchema,
      broadcastId: countSchema,
      piece: countSchema,
    }),
  )
