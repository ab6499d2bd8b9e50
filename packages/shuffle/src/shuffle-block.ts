import { crc32 } from 'node:zlib'
import { errorFrom } from '@firesteel/errors'
import { type PairBatch, type Serializer, decodePairs } from '@firesteel/serializer'
import { type BlockBytes, BlockReader, type BlockWindow, WINDOW_BYTES } from './block-reader.js'
import { type FetchFailure, ShuffleFetchFailedError } from './errors.js'

/** A block begins with the CRC-32 of the rest, so that whoever gets it can check it. */
export const BLOCK_HEADER = 4
/** A batch begins with the length of the rest of it. */
const BATCH_HEADER = 4

/** The first bytes of a block whose rest has this checksum. */
export function blockHeader(checksum: number): Uint8Array {
  const header = Buffer.alloc(BLOCK_HEADER)
  header.writeUInt32LE(checksum)
  return header
}

/**
 * The batches of a block, one at a time; checks the whole block first. Of a block in a file, a window
 * is held: about a MiB, or one batch. Throws {@link ShuffleFetchFailedError} for a block that is not what
 * was written.
 */
export function* readShuffleBlock(
  block: BlockBytes,
  serializer: Serializer,
  failure: FetchFailure,
  window?: BlockWindow,
): Generator<PairBatch, void> {
  if (block.length === 0) return
  const reader = new BlockReader(block, window)
  try {
    check(reader, failure)
    for (let offset = BLOCK_HEADER; offset < reader.length; ) {
      const bytes = batchAt(reader, offset, failure)
      offset += bytes.length
      yield decoded(bytes, serializer, failure)
    }
  } finally {
    reader.close()
  }
}

/** Throws {@link ShuffleFetchFailedError} unless the block's checksum is that of its bytes. */
export function checkBlock(block: BlockBytes, failure: FetchFailure): void {
  const reader = new BlockReader(block)
  try {
    check(reader, failure)
  } finally {
    reader.close()
  }
}

/** What a block says its checksum is, and what it is; throws when its bytes are not there. */
export function checksumsOf(block: BlockBytes): Checksums {
  const reader = new BlockReader(block)
  try {
    return checksums(reader)
  } finally {
    reader.close()
  }
}

interface Checksums {
  readonly expected: number
  readonly found: number
}

function check(reader: BlockReader, failure: FetchFailure): void {
  const { length } = reader
  if (length < BLOCK_HEADER) {
    throw new ShuffleFetchFailedError(failure, `only ${length} bytes of it are there`)
  }
  const { expected, found } = attempt(() => checksums(reader), failure)
  if (found === expected) return
  const sums = `checksum ${found.toString(16)} instead of ${expected.toString(16)}`
  throw new ShuffleFetchFailedError(failure, `its ${length} bytes are damaged (${sums})`)
}

function checksums(reader: BlockReader): Checksums {
  const expected = u32(reader.view(0, BLOCK_HEADER))
  let found = 0
  for (let offset = BLOCK_HEADER; offset < reader.length; ) {
    // The rest of a first window, so that a block that fits into one is read once.
    const room = offset === BLOCK_HEADER ? WINDOW_BYTES - BLOCK_HEADER : WINDOW_BYTES
    const piece = reader.view(offset, Math.min(room, reader.length - offset))
    found = crc32(piece, found)
    offset += piece.length
  }
  return { expected, found }
}

function batchAt(reader: BlockReader, offset: number, failure: FetchFailure): Uint8Array {
  return attempt(() => {
    const length = BATCH_HEADER + u32(reader.view(offset, BATCH_HEADER))
    return reader.view(offset, length)
  }, failure)
}

/** What cannot be read of a file that was there is a failure of its block. */
function attempt<T>(read: () => T, failure: FetchFailure): T {
  try {
    return read()
  } catch (error) {
    const problem = `its files are gone, cut short or damaged: ${errorFrom(error).message}`
    throw new ShuffleFetchFailedError(failure, problem, error)
  }
}

const u32 = (bytes: Uint8Array): number =>
  ((bytes[0] as number) |
    ((bytes[1] as number) << 8) |
    ((bytes[2] as number) << 16) |
    ((bytes[3] as number) << 24)) >>>
  0

function decoded(bytes: Uint8Array, serializer: Serializer, failure: FetchFailure): PairBatch {
  try {
    return decodePairs(bytes, 0, serializer)
  } catch (error) {
    // The bytes are what was written, so that fetching or writing them again would not help.
    const { message } = errorFrom(error)
    const { shuffleId, mapId, reduceId } = failure
    throw new Error(`shuffle_${shuffleId}_${mapId}_${reduceId}: ${message}`, { cause: error })
  }
}
