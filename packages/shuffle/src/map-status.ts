import type { BlockManagerId } from '@firesteel/storage'

/**
 * What one map task wrote for each reducer, and who serves it. Plain data.
 * @see org.apache.spark.scheduler.MapStatus
 */
export interface MapStatus {
  readonly shuffleId: number
  /** The id of the task attempt: names its files. */
  readonly mapId: number
  /** The map task's partition. */
  readonly mapIndex: number
  readonly location: BlockManagerId
  /** Bytes for each reducer; 0 means that there is nothing to fetch, and nothing else does. */
  readonly sizes: Float64Array
}

/** One map task's output for one reducer. */
export interface MapOutput {
  readonly mapId: number
  readonly mapIndex: number
  readonly location: BlockManagerId
  readonly size: number
}

const LOG_BASE = Math.log(1.1)

/** A size in one byte, at most 10 % too large; 0 only for 0. */
function compress(size: number): number {
  if (size <= 1) return size > 0 ? 1 : 0
  return Math.min(255, Math.ceil(Math.log(size) / LOG_BASE))
}

/**
 * Sizes at one byte each, at most 10 % over the truth (up to 35 GiB); empty stays empty.
 * @see org.apache.spark.scheduler.CompressedMapStatus
 */
export const compressSizes = (sizes: Float64Array): Uint8Array => Uint8Array.from(sizes, compress)

/** The sizes that {@link compressSizes} made small. */
export const decompressSizes = (bytes: Uint8Array): Float64Array =>
  Float64Array.from(bytes, (byte) => (byte <= 1 ? byte : Math.floor(1.1 ** byte)))
