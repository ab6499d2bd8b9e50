import { crc32 } from 'node:zlib'
import { errorFrom } from '@firesteel/errors'
import { type PairBatch, type Serializer, decodePairs } from '@firesteel/serializer'
import { type FetchFailure, ShuffleFetchFailedError } from './errors.js'

/** A block begins with the CRC-32 of the rest, so that whoever gets it can check it. */
export const BLOCK_HEADER = 4

/** The first bytes of a block whose rest has this checksum. */
export function blockHeader(checksum: number): Uint8Array {
  const header = Buffer.alloc(BLOCK_HEADER)
  header.writeUInt32LE(checksum)
  return header
}

/**
 * The batches of a block, one at a time; checks the whole block first. Throws
 * {@link ShuffleFetchFailedError} for a block that is not what was written.
 */
export function* readShuffleBlock(
  bytes: Uint8Array,
  serializer: Serializer,
  failure: FetchFailure,
): Generator<PairBatch, void> {
  if (bytes.length === 0) return
  checkBlock(bytes, failure)
  for (let offset = BLOCK_HEADER; offset < bytes.length; ) {
    const batch = decoded(bytes, offset, serializer, failure)
    offset = batch.next
    yield batch
  }
}

/** Throws {@link ShuffleFetchFailedError} unless the block's checksum is that of its bytes. */
export function checkBlock(bytes: Uint8Array, failure: FetchFailure): void {
  if (bytes.length < BLOCK_HEADER) {
    throw new ShuffleFetchFailedError(failure, `only ${bytes.length} bytes of it are there`)
  }
  const { expected, found } = checksumsOf(bytes)
  if (found === expected) return
  const sums = `checksum ${found.toString(16)} instead of ${expected.toString(16)}`
  throw new ShuffleFetchFailedError(failure, `its ${bytes.length} bytes are damaged (${sums})`)
}

/** What a block says its checksum is, and what it is. */
export function checksumsOf(bytes: Uint8Array): {
  readonly expected: number
  readonly found: number
} {
  const expected =
    ((bytes[0] as number) |
      ((bytes[1] as number) << 8) |
      ((bytes[2] as number) << 16) |
      ((bytes[3] as number) << 24)) >>>
    0
  return { expected, found: crc32(bytes.subarray(BLOCK_HEADER)) }
}

function decoded(
  bytes: Uint8Array,
  offset: number,
  serializer: Serializer,
  failure: FetchFailure,
): PairBatch {
  try {
    return decodePairs(bytes, offset, serializer)
  } catch (error) {
    // The bytes are what was written, so that fetching or writing them again would not help.
    const { message } = errorFrom(error)
    const { shuffleId, mapId, reduceId } = failure
    throw new Error(`shuffle_${shuffleId}_${mapId}_${reduceId}: ${message}`, { cause: error })
  }
}
