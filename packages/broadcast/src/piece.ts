import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

const PLAIN = 0
const DEFLATED = 1
/** Compression that saves less than this share is not worth undoing. */
const WORTH = 0.9

/** Where piece `index` lies in a value of `byteLength` bytes. */
export function pieceRange(
  index: number,
  byteLength: number,
  pieceBytes: number,
): readonly [from: number, until: number] {
  return [index * pieceBytes, Math.min(byteLength, (index + 1) * pieceBytes)]
}

/** How many pieces a value of `byteLength` bytes has. */
export const pieceCount = (byteLength: number, pieceBytes: number): number =>
  Math.ceil(byteLength / pieceBytes)

/** What is compared to know that a piece arrived as it was. */
export const checksumOf = (piece: Uint8Array): number => crc32(piece)

/** A piece as it travels: one byte that says how it is packed, and the rest. */
export async function packPiece(piece: Uint8Array, compress: boolean): Promise<Uint8Array> {
  if (compress) {
    const packed = await deflate(piece, { level: constants.Z_BEST_SPEED })
    if (packed.length < piece.length * WORTH) return marked(DEFLATED, packed)
  }
  return marked(PLAIN, piece)
}

/** What {@link packPiece} packed; rejects when it cannot be. */
export async function unpackPiece(bytes: Uint8Array): Promise<Uint8Array> {
  const rest = bytes.subarray(1)
  if (bytes[0] === PLAIN) return rest
  if (bytes[0] === DEFLATED) return inflate(rest)
  throw new Error(`it is packed in an unknown way (${bytes[0]})`)
}

function marked(mark: number, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1)
  out[0] = mark
  out.set(bytes, 1)
  return out
}
