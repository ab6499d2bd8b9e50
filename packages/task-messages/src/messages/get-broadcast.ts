import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Executor → driver: what is this broadcast made of? Refused when it was destroyed. */
export interface GetBroadcast {
  readonly broadcastId: number
}

/** The answer to {@link GetBroadcast}. */
export interface BroadcastParts {
  readonly byteLength: number
  /** Bytes of each piece but the last, before they are packed. */
  readonly pieceBytes: number
  /** One per piece, of its bytes before they are packed. */
  readonly checksums: readonly number[]
}

/** Token of {@link GetBroadcast}. */
export const GetBroadcast: RequestType<'GetBroadcast', GetBroadcast, BroadcastParts> = request(
  'GetBroadcast',
  z.object({
    broadcastId: countSchema,
  }),
  z.object({
    byteLength: countSchema,
    pieceBytes: countSchema,
    checksums: z.array(countSchema),
  }),
)
