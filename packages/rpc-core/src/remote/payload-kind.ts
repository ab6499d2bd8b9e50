import type { EndpointIdentity } from '../endpoint-ref.js'
import { RpcProtocolError } from '../errors.js'
import { decodeFailure, type PayloadCodec, type RefOnTheWire } from '../payload-codec.js'

/** The byte before a payload: bytes as they are, a value of the codec, or a failure. */
export const KIND = { bytes: 0, value: 1, failure: 2 } as const

/** Gives `write` the kind and the bytes of a value. */
export function encodePayload(
  codec: PayloadCodec,
  value: unknown,
  write: (kind: number, payload: Uint8Array) => void,
): void {
  if (isPlainBytes(value)) write(KIND.bytes, value)
  else write(KIND.value, codec.encode(value))
}

/** A Uint8Array and no subclass of it, which would lose its class on the way. */
const isPlainBytes = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype

/** The value at `at`; a failure is thrown. */
export function decodePayload(
  codec: PayloadCodec,
  bytes: Buffer,
  at: number,
  end: number,
  refFrom: (ref: RefOnTheWire) => EndpointIdentity,
): unknown {
  const kind = bytes[at]
  if (at >= end) throw new RpcProtocolError('A message without a payload')
  switch (kind) {
    case KIND.bytes:
      // No copy, which would cost more than all the rest: who keeps it for long copies it (README).
      return viewOf(bytes, at + 1, end)
    case KIND.value:
      return codec.decode(viewOf(bytes, at + 1, end), refFrom)
    case KIND.failure:
      throw decodeFailure(bytes.subarray(at + 1, end))
    default:
      throw new RpcProtocolError(`Unknown kind of payload: ${kind}`)
  }
}

/** A plain view: making a Buffer takes several times as long. */
const viewOf = (bytes: Buffer, at: number, end: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + at, end - at)
