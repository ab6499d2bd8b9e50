import { BroadcastPieceStored } from './messages/broadcast-piece-stored.js'
import { FindBroadcastPiece } from './messages/find-broadcast-piece.js'
import { GetBroadcast } from './messages/get-broadcast.js'

/** Every message that the endpoint `Broadcasts` of a driver accepts: what broadcasts are made of, and who has which piece. */
export const BroadcastProtocol = {
  GetBroadcast,
  FindBroadcastPiece,
  BroadcastPieceStored,
} as const
/** The type of {@link BroadcastProtocol}. */
export type BroadcastProtocol = typeof BroadcastProtocol
