import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { CompressionMissingError } from './errors.js'

/** How blocks are made small for the way to another host. */
export type CompressionCodec = 'lz4' | 'zstd' | 'deflate'

/** Larger blocks travel as they are: they are not held in memory to be compressed. */
export const MAX_COMPRESSED_BLOCK = 32 << 20

/** The first byte of a compressed answer says what the rest is. */
const PLAIN = 0
const MARKS: Readonly<Record<CompressionCodec, number>> = { lz4: 1, zstd: 2, deflate: 3 }

type Transform = (bytes: Uint8Array) => Promise<Uint8Array>
interface Codec {
  readonly compress: Transform
  readonly decompress: Transform
}

const deflate = promisify(zlib.deflateRaw)
const inflate = promisify(zlib.inflateRaw)
const DEFLATE: Codec = {
  compress: (bytes) => deflate(bytes, { level: zlib.constants.Z_BEST_SPEED }),
  decompress: (bytes) => inflate(bytes),
}

/** Node has it from 22.15 on. */
function zstd(): Codec | undefined {
  const { zstdCompress, zstdDecompress } = zlib as Partial<
    Record<
      'zstdCompress' | 'zstdDecompress',
      (bytes: Uint8Array, done: (error: Error | null, result: Buffer) => void) => void
    >
  >
  if (zstdCompress === undefined || zstdDecompress === undefined) return undefined
  return { compress: promisify(zstdCompress), decompress: promisify(zstdDecompress) }
}

/** Its program is native: where there is none for the platform, there is no lz4. */
async function lz4(): Promise<Codec | undefined> {
  try {
    const { compress, uncompress } = await import('lz4-napi')
    return { compress: (bytes) => compress(bytes), decompress: (bytes) => uncompress(bytes) }
  } catch {
    return undefined
  }
}

const loaded = new Map<CompressionCodec, Promise<Codec | undefined>>()

function codecOf(name: CompressionCodec): Promise<Codec | undefined> {
  let codec = loaded.get(name)
  if (codec === undefined) {
    codec = name === 'lz4' ? lz4() : Promise.resolve(name === 'zstd' ? zstd() : DEFLATE)
    loaded.set(name, codec)
  }
  return codec
}

/** The codec to ask for: the one that is wanted, or the next that this process can undo. */
export async function usableCodec(wanted: CompressionCodec): Promise<CompressionCodec> {
  for (const name of [wanted, 'lz4'] as const) {
    if ((await codecOf(name)) !== undefined) return name
  }
  return 'deflate'
}

/** A block for the way: compressed by the codec asked for, or as it is when that cannot be done or saves nothing. */
export async function packBlock(block: Uint8Array, name: CompressionCodec): Promise<Uint8Array> {
  const codec = await codecOf(name)
  const packed = await codec?.compress(block)
  if (packed === undefined || packed.length >= block.length) return marked(PLAIN, block)
  return marked(MARKS[name], packed)
}

/** What {@link packBlock} packed; rejects when it is damaged, or packed by what this process cannot undo. */
export async function unpackBlock(bytes: Uint8Array): Promise<Uint8Array> {
  const mark = bytes[0]
  const rest = bytes.subarray(1)
  if (mark === PLAIN) return rest
  const name = (Object.keys(MARKS) as CompressionCodec[]).find((each) => MARKS[each] === mark)
  const codec = name === undefined ? undefined : await codecOf(name)
  if (codec === undefined) throw new CompressionMissingError(name ?? String(mark))
  return codec.decompress(rest)
}

function marked(mark: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(1 + bytes.length)
  all[0] = mark
  all.set(bytes, 1)
  return all
}
