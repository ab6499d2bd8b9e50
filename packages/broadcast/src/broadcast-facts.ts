/** What an executor needs to know before it fetches the pieces of a broadcast. */
export interface BroadcastFacts {
  /** Bytes of the whole value. */
  readonly byteLength: number
  /** Bytes of each piece but the last. */
  readonly pieceBytes: number
  /** One per piece, of the bytes before they were packed. */
  readonly checksums: readonly number[]
}
