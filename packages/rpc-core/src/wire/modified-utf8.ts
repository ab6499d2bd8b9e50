import { RpcProtocolError } from '../errors.js'

const MAX_BYTES = 65_535

/** A string as Java's `DataOutputStream.writeUTF` writes it: two bytes of length, modified UTF-8. */
export function encodeUtf(value: string): Buffer {
  const bytes: number[] = [0, 0]
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index)
    if (unit >= 1 && unit <= 0x7f) bytes.push(unit)
    else if (unit <= 0x7ff) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f))
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f))
  }
  const length = bytes.length - 2
  if (length > MAX_BYTES) {
    throw new RpcProtocolError(`A name of ${length} bytes is too long; the limit is ${MAX_BYTES}`)
  }
  bytes[0] = length >> 8
  bytes[1] = length & 0xff
  return Buffer.from(bytes)
}

/** The string at `at`, which must end before `end`, and where it ends. */
export function decodeUtf(bytes: Buffer, at: number, end: number): [string, number] {
  if (at + 2 > end) throw new RpcProtocolError('A name is cut off')
  const stop = at + 2 + bytes.readUInt16BE(at)
  if (stop > end) throw new RpcProtocolError('A name is cut off')
  let value = ''
  for (let index = at + 2; index < stop; ) {
    const first = bytes[index++] as number
    if (first < 0x80) value += String.fromCharCode(first)
    else if (first >> 5 === 6) {
      value += String.fromCharCode(((first & 0x1f) << 6) | tail(bytes, index++, stop))
    } else if (first >> 4 === 14) {
      const middle = tail(bytes, index++, stop)
      const unit = ((first & 0x0f) << 12) | (middle << 6) | tail(bytes, index++, stop)
      value += String.fromCharCode(unit)
    } else throw new RpcProtocolError('A name is not modified UTF-8')
  }
  return [value, stop]
}

function tail(bytes: Buffer, at: number, stop: number): number {
  const byte = at < stop ? (bytes[at] as number) : 0
  if (byte >> 6 !== 2) throw new RpcProtocolError('A name is not modified UTF-8')
  return byte & 0x3f
}
