import { readFileSync, statSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** Where each reducer's block begins in a data file, and at the end where the last one ends. */
export type Offsets = Float64Array

const OFFSET = 8
const CHECKSUM = 4

/** The bytes of an index: as many big-endian 64-bit offsets as reducers and one, then their CRC-32. */
export function encodeIndex(sizes: Float64Array): Uint8Array {
  const bytes = Buffer.alloc((sizes.length + 1) * OFFSET + CHECKSUM)
  let offset = 0
  sizes.forEach((size, reducer) => {
    offset += size
    bytes.writeBigInt64BE(BigInt(offset), (reducer + 1) * OFFSET)
  })
  const end = bytes.length - CHECKSUM
  bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end)
  return bytes
}

/** The offsets of an index; undefined when the bytes are none. */
export function decodeIndex(bytes: Uint8Array): Offsets | undefined {
  const end = bytes.length - CHECKSUM
  if (end < OFFSET || end % OFFSET !== 0) return undefined
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (crc32(buffer.subarray(0, end)) !== buffer.readUInt32BE(end)) return undefined
  const offsets = new Float64Array(end / OFFSET)
  for (let i = 0; i < offsets.length; i++) offsets[i] = Number(buffer.readBigInt64BE(i * OFFSET))
  return isAscending(offsets) ? offsets : undefined
}

function isAscending(offsets: Offsets): boolean {
  return offsets.every((offset, i) =>
    i === 0 ? offset === 0 : offset >= (offsets[i - 1] as number),
  )
}

/**
 * The offsets of a map output whose two files are there, whole and of one piece; undefined otherwise.
 * @see org.apache.spark.shuffle.IndexShuffleBlockResolver#checkIndexAndDataFile
 */
export function readCheckedIndex(
  indexPath: string,
  dataPath: string,
  numReducers: number,
): Offsets | undefined {
  const offsets = readWholeIndex(indexPath, dataPath)
  return offsets?.length === numReducers + 1 ? offsets : undefined
}

/** As {@link readCheckedIndex}, for however many reducers. */
export function readWholeIndex(indexPath: string, dataPath: string): Offsets | undefined {
  const data = statSync(dataPath, { throwIfNoEntry: false })
  if (data === undefined || statSync(indexPath, { throwIfNoEntry: false }) === undefined)
    return undefined
  const offsets = decodeIndex(readFileSync(indexPath))
  return offsets?.at(-1) === data.size ? offsets : undefined
}

/** Bytes of each reducer's block. */
export function sizesOf(offsets: Offsets): Float64Array {
  const sizes = new Float64Array(offsets.length - 1)
  for (let i = 0; i < sizes.length; i++) {
    sizes[i] = (offsets[i + 1] as number) - (offsets[i] as number)
  }
  return sizes
}
