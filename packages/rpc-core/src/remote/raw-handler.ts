import type { RpcAddress } from '../address.js'

/** What a peer without our envelope asks for: Spark's transport level. */
export interface RawCaller {
  readonly remoteAddress: RpcAddress
}

/**
 * Serves peers that speak Spark's plain frames; what is not implemented is refused.
 * @see org.apache.spark.network.server.RpcHandler
 */
export interface RawHandler {
  /** Answers an RpcRequest; a rejection becomes an RpcFailure. */
  receive?(body: Uint8Array, from: RawCaller): Uint8Array | Promise<Uint8Array>
  /** Takes a OneWayMessage. */
  receiveOneWay?(body: Uint8Array, from: RawCaller): void
  /** Answers a ChunkFetchRequest. */
  getChunk?(streamId: bigint, chunkIndex: number): Uint8Array | Promise<Uint8Array>
  /** Takes an upload and answers it; the body must be read to its end. */
  receiveStream?(
    meta: Uint8Array,
    byteCount: number,
    body: AsyncIterable<Uint8Array>,
    from: RawCaller,
  ): Promise<Uint8Array>
  /** Answers a MergedBlockMetaRequest with the bitmaps of the chunks. */
  mergedBlockMeta?(request: {
    readonly appId: string
    readonly shuffleId: number
    readonly shuffleMergeId: number
    readonly reduceId: number
  }): Promise<{ readonly numChunks: number; readonly bitmaps: Uint8Array }>
}
