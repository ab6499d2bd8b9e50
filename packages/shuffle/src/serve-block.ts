import { statSync } from 'node:fs'
import { CORRUPTION_SUFFIX, checksumBytes } from './corruption.js'
import {
  type ShuffleSegment,
  findShuffleSegment,
  mapOutputFiles,
  readSegment,
} from './shuffle-files.js'

const BLOCK = /^shuffle_(\d{1,15})_(\d{1,15})_(\d{1,15})$/

const WHOLE = /^shuffle_(\d{1,15})_(\d{1,15})_0\.(data|index)$/

/** A part of a map output, ready to be sent. */
export interface ServedBlock {
  readonly byteCount: number
  open(): ShuffleSegment | Uint8Array
}

/**
 * The block that `blockId` (`shuffle_<shuffle>_<map>_<reduce>`) names below an executor's directories;
null when it is not there. With `.checksums` behind
 * it: how the block's checksum was when it was written and how it is on disk now. The name may come from anywhere: it leads to no other files.
 * @see org.apache.spark.network.shuffle.ExternalShuffleBlockResolver
 */
export function serveShuffleBlock(dirs: readonly string[], blockId: string): ServedBlock | null {
  const isQuestion = blockId.endsWith(CORRUPTION_SUFFIX)
  const found = BLOCK.exec(isQuestion ? blockId.slice(0, -CORRUPTION_SUFFIX.length) : blockId)
  if (found === null) return null
  const [shuffleId, mapId, reduceId] = found.slice(1).map(Number) as [number, number, number]
  const segment = findShuffleSegment(dirs, shuffleId, mapId, reduceId)
  if (segment === undefined) return null
  if (!isQuestion) return { byteCount: segment.length, open: () => segment }
  const checksums = checksumBytes(readSegment(segment))
  return { byteCount: checksums.length, open: () => checksums }
}

/**
 * One of the two files of a map output, whole: `shuffle_<shuffle>_<map>_0.data` or `….index`; null when
 * it is not there. For executors that take over what others wrote.
 */
export function serveMapOutputFile(dirs: readonly string[], name: string): ServedBlock | null {
  const [, shuffleId, mapId, kind] = WHOLE.exec(name) ?? []
  if (kind === undefined) return null
  const files = mapOutputFiles(dirs, Number(shuffleId), Number(mapId))
  const file = kind === 'data' ? files.data : files.index
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return null
  return { byteCount: found.size, open: () => ({ file, offset: 0, length: found.size }) }
}
