import { type BroadcastPeers, ExecutorBroadcasts } from '@firesteel/broadcast'
import type { EndpointRef, RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import {
  type BlockLocation,
  BroadcastPieceStored,
  type BroadcastProtocol,
  FindBroadcastPiece,
  GetBroadcast,
} from '@firesteel/task-messages'
import { nameBehindKey } from './blocks/block-key.js'

/** The prefix below which drivers and executors serve pieces of broadcasts. */
export const BROADCASTS = 'broadcasts'

/** What an executor's broadcasts are made of. */
export interface BroadcastLinkOptions {
  /** The line to the driver. */
  readonly env: RpcEnv
  /** Where this executor serves pieces, and fetches those of others. */
  readonly blockEnv: RpcEnv
  readonly driver: EndpointRef<BroadcastProtocol>
  readonly driverAddress: RpcAddress
  /** With the application's key. */
  readonly location: BlockLocation & { readonly key: string }
  readonly random: () => number
}

/** The broadcasts of an executor, tied to the driver and to other executors, to which it serves its pieces. */
export function linkBroadcasts(options: BroadcastLinkOptions): ExecutorBroadcasts<BlockLocation> {
  const { blockEnv, driver, driverAddress, env, location, random } = options
  const { executorId, key } = location
  const pieceAt = (at: string, broadcastId: number, piece: number): string =>
    `${at}/${BROADCASTS}/${key}/${broadcastId}/${piece}`
  const peers: BroadcastPeers<BlockLocation> = {
    facts: (broadcastId) => driver.ask(GetBroadcast, { broadcastId }),
    holders: (broadcastId, piece) =>
      driver.ask(FindBroadcastPiece, { executorId, broadcastId, piece }),
    fetch: (broadcastId, piece, peer) =>
      peer === undefined
        ? env.fetchBytes(pieceAt(driverAddress.toSparkUrl(), broadcastId, piece))
        : blockEnv.fetchBytes(pieceAt(`spark://${peer.host}:${peer.port}`, broadcastId, piece)),
    stored: (broadcastId, piece) =>
      driver.send(BroadcastPieceStored, { location, broadcastId, piece }),
  }
  const broadcasts = new ExecutorBroadcasts({ peers, random })
  servePieces(blockEnv, key, (broadcastId, piece) =>
    Promise.resolve(broadcasts.piece(broadcastId, piece)),
  )
  return broadcasts
}

/** Lets processes that show `key` fetch pieces: `/broadcasts/<key>/<broadcast>/<piece>`. */
export function servePieces(
  env: RpcEnv,
  key: string,
  pieceOf: (broadcastId: number, piece: number) => Promise<Uint8Array | undefined> | undefined,
): void {
  env.fileServer.serve(BROADCASTS, async (path) => {
    const [, broadcastId, piece] = /^(\d+)\/(\d+)$/.exec(nameBehindKey(path, key)) ?? []
    if (broadcastId === undefined) return null
    const bytes = await pieceOf(Number(broadcastId), Number(piece))
    return bytes === undefined ? null : { byteCount: bytes.length, open: () => bytes }
  })
}
