import type { DriverBroadcasts } from '@firesteel/broadcast'
import type { Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { type BlockLocation, BroadcastProtocol } from '@firesteel/task-messages'

/**
 * The driver's broadcasts as executors see them: what each is made of, and which executors have which piece,
 * so that they fetch from each other.
 * @see org.apache.spark.broadcast.TorrentBroadcast
 */
export class BroadcastDirectory implements RpcEndpoint<BroadcastProtocol> {
  readonly protocol = BroadcastProtocol
  readonly handlers: Handlers<BroadcastProtocol>
  /** By broadcast, then by piece, then by executor. */
  readonly #holders = new Map<number, Map<number, Map<string, BlockLocation>>>()

  constructor(broadcasts: Pick<DriverBroadcasts, 'facts'>) {
    this.handlers = {
      GetBroadcast: ({ broadcastId }) => broadcasts.facts(broadcastId),
      FindBroadcastPiece: ({ broadcastId, executorId, piece }) => {
        const holders = this.#holders.get(broadcastId)?.get(piece)?.values() ?? []
        return [...holders].filter((location) => location.executorId !== executorId)
      },
      BroadcastPieceStored: ({ broadcastId, location, piece }) => {
        let pieces = this.#holders.get(broadcastId)
        if (pieces === undefined) this.#holders.set(broadcastId, (pieces = new Map()))
        let holders = pieces.get(piece)
        if (holders === undefined) pieces.set(piece, (holders = new Map()))
        holders.set(location.executorId, location)
      },
    }
  }

  /** Nobody has the broadcast any more. */
  forgetBroadcast(broadcastId: number): void {
    this.#holders.delete(broadcastId)
  }

  /** The executor is gone, and its pieces with it. */
  forgetExecutor(executorId: string): void {
    for (const pieces of this.#holders.values()) {
      for (const holders of pieces.values()) holders.delete(executorId)
    }
  }
}
