import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { blockName, blockPath } from '@firesteel/storage'
import { decodeIndex } from './index-file.js'

/** The two files of a map output. */
export interface MapOutputFiles {
  readonly data: string
  readonly index: string
}

/** A part of a file. */
export interface ShuffleSegment {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** Where the files of a map output are, in an executor whose directories are `dirs`. */
export const mapOutputFiles = (
  dirs: readonly string[],
  shuffleId: number,
  mapId: number,
): MapOutputFiles => ({
  data: blockPath(dirs, blockName({ kind: 'shuffleData', shuffleId, mapId })),
  index: blockPath(dirs, blockName({ kind: 'shuffleIndex', shuffleId, mapId })),
})

/** Where in which file a block is; undefined when there is no such output here, or it is damaged. */
export function findShuffleSegment(
  dirs: readonly string[],
  shuffleId: number,
  mapId: number,
  reduceId: number,
): ShuffleSegment | undefined {
  const { data, index } = mapOutputFiles(dirs, shuffleId, mapId)
  const bytes = wholeFile(index)
  const offsets = bytes === undefined ? undefined : decodeIndex(bytes)
  const offset = offsets?.[reduceId]
  const end = offsets?.[reduceId + 1]
  if (offset === undefined || end === undefined) return undefined
  return { file: data, offset, length: end - offset }
}

/** The bytes of a part of a file; undefined when the file is not there or shorter. */
export function readSegment(segment: ShuffleSegment): Uint8Array | undefined {
  const { offset, length } = segment
  const file = opened(segment.file)
  if (file === undefined) return undefined
  try {
    return filled(file, Buffer.allocUnsafeSlow(length), offset)
  } finally {
    closeSync(file)
  }
}

function wholeFile(path: string): Uint8Array | undefined {
  const file = opened(path)
  if (file === undefined) return undefined
  try {
    return filled(file, Buffer.allocUnsafeSlow(fstatSync(file).size), 0)
  } finally {
    closeSync(file)
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function filled(file: number, bytes: Uint8Array, offset: number): Uint8Array | undefined {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, offset + at)
    if (read === 0) return undefined
    at += read
  }
  return bytes
}
