import { statSync } from 'node:fs'
import { type CompressionCodec, packBlock } from './block-compression.js'
import { checksumBytes } from './corruption.js'
import {
  type ShuffleSegment,
  findShuffleSegment,
  mapOutputFiles,
  readSegment,
} from './shuffle-files.js'

const BLOCK = /^shuffle_(\d{1,15})_(\d{1,15})_(\d{1,15})(?:\.(checksums|lz4|zstd|deflate))?$/

const WHOLE = /^shuffle_(\d{1,15})_(\d{1,15})_0\.(data|index)$/

/** A part of a map output, ready to be sent. */
export interface ServedBlock {
  readonly byteCount: number
  open(): ShuffleSegment | Uint8Array
}

/**
 * The block that `blockId` (`shuffle_<shuffle>_<map>_<reduce>`) names below an executor's directories;
null when it is not there. With `.checksums` behind
 * it: how the block's checksum was when it was written and how it is on disk now; with `.lz4` or another codec:
 * the block, compressed. The name may come from anywhere: it leads to no other files.
 * @see org.apache.spark.network.shuffle.ExternalShuffleBlockResolver
 */
export async function serveShuffleBlock(
  dirs: readonly string[],
  blockId: string,
): Promise<ServedBlock | null> {
  const found = BLOCK.exec(blockId)
  if (found === null) return null
  const [shuffleId, mapId, reduceId] = found.slice(1, 4).map(Number) as [number, number, number]
  const segment = findShuffleSegment(dirs, shuffleId, mapId, reduceId)
  if (segment === undefined) return null
  const form = found[4] as FormOfBlock | undefined
  if (form === undefined) return { byteCount: segment.length, open: () => segment }
  const bytes = await answerIn(form, segment)
  return bytes === undefined ? null : { byteCount: bytes.length, open: () => bytes }
}

type FormOfBlock = 'checksums' | CompressionCodec

async function answerIn(
  form: FormOfBlock,
  segment: ShuffleSegment,
): Promise<Uint8Array | undefined> {
  if (form === 'checksums') return checksumBytes(segment)
  const block = readSegment(segment)
  return block === undefined ? undefined : packBlock(block, form)
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
