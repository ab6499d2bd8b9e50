import { type ShuffleSegment, findShuffleSegment } from './shuffle-files.js'

const BLOCK = /^shuffle_(\d{1,15})_(\d{1,15})_(\d{1,15})$/

/** A part of a map output, ready to be sent. */
export interface ServedBlock {
  readonly byteCount: number
  open(): ShuffleSegment | Uint8Array
}

/**
 * The block that `blockId` (`shuffle_<shuffle>_<map>_<reduce>`) names below an executor's directories;
 * null when it is not there. The name may come from anywhere: it leads to no other files.
 * @see org.apache.spark.network.shuffle.ExternalShuffleBlockResolver
 */
export function serveShuffleBlock(dirs: readonly string[], blockId: string): ServedBlock | null {
  const found = BLOCK.exec(blockId)
  if (found === null) return null
  const [shuffleId, mapId, reduceId] = found.slice(1).map(Number) as [number, number, number]
  const segment = findShuffleSegment(dirs, shuffleId, mapId, reduceId)
  return segment === undefined ? null : { byteCount: segment.length, open: () => segment }
}
