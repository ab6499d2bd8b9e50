import type { BlockBytes } from './block-reader.js'
import { BLOCK_HEADER, checksumsOf } from './shuffle-block.js'

/** Behind a block's name: asks whoever has it for its checksums instead of its bytes. */
export const CORRUPTION_SUFFIX = '.checksums'

/** Where a block was damaged, as far as that can be told. */
export type CorruptionCause = 'disk' | 'network' | 'unknown'

const CHECKSUM = 4

/** What is answered: the checksum that was written, then that of the bytes as they are on disk now. */
export function checksumBytes(block: BlockBytes): Uint8Array {
  const answer = Buffer.alloc(2 * CHECKSUM)
  const sums = block.length < BLOCK_HEADER ? undefined : readable(block)
  if (sums === undefined) return answer.subarray(0, 0)
  answer.writeUInt32LE(sums.expected)
  answer.writeUInt32LE(sums.found, CHECKSUM)
  return answer
}

/** Whether a block is not what was written. */
export function isDamaged(block: BlockBytes): boolean {
  const sums = block.length < BLOCK_HEADER ? undefined : readable(block)
  return sums === undefined || sums.expected !== sums.found
}

/**
 * Where a block was damaged, from what came (`block`) and from what whoever has it says of its own copy.
 * @see org.apache.spark.network.shuffle.checksum.Cause
 */
export function corruptionCause(block: BlockBytes, answer: Uint8Array): CorruptionCause {
  if (answer.length !== 2 * CHECKSUM) return 'unknown'
  const there = Buffer.from(answer.buffer, answer.byteOffset, answer.length)
  const written = there.readUInt32LE()
  if (written !== there.readUInt32LE(CHECKSUM)) return 'disk'
  return isDamaged(block) ? 'network' : 'unknown'
}

/** The checksums; undefined when the file is gone or shorter than it should be. */
function readable(block: BlockBytes): ReturnType<typeof checksumsOf> | undefined {
  try {
    return checksumsOf(block)
  } catch {
    return undefined
  }
}
