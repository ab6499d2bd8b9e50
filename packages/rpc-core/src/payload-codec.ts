import { errorFrom, fromWireError, toWireError, type WireError } from '@firesteel/errors'
import { type Extension, Serializer } from '@firesteel/serializer'
import { isEndpointRef, type EndpointIdentity } from './endpoint-ref.js'

/** A reference as plain data. */
export interface RefOnTheWire {
  /** `host:port`, or null. */
  readonly address: string | null
  readonly name: string
  /** Identity of the process that has the endpoint; null where only its address is known. */
  readonly process: string | null
}

/** How values become bytes; both sides of a connection must name the same codec. */
export interface PayloadCodec {
  readonly name: string
  encode(value: unknown): Uint8Array
  /** The inverse; references are rebuilt by `refFrom`. */
  decode(bytes: Uint8Array, refFrom: (ref: RefOnTheWire) => EndpointIdentity): unknown
}

/** Values through `@firesteel/serializer`, with references and errors as extensions. */
export class SerializerCodec implements PayloadCodec {
  readonly name = 'firesteel-values-1'
  readonly #serializer: Serializer
  /** Set while a payload is read, which happens without a pause. */
  #refFrom: ((ref: RefOnTheWire) => EndpointIdentity) | null = null

  constructor(toWire: (ref: EndpointIdentity) => RefOnTheWire) {
    const refs: Extension<EndpointIdentity> = {
      tag: 'ref',
      matches: (value): value is EndpointIdentity => isEndpointRef(value),
      encode: toWire,
      decode: (plain) => {
        if (this.#refFrom === null) throw new Error('a reference outside of a payload')
        return this.#refFrom(plain as RefOnTheWire)
      },
    }
    const errors: Extension<Error> = {
      tag: 'error',
      matches: (value): value is Error => value instanceof Error,
      encode: (error) => toWireError(error),
      decode: (plain) => fromWireError(plain as WireError),
    }
    this.#serializer = new Serializer({ extensions: [refs, errors] as unknown as Extension[] })
  }

  encode(value: unknown): Uint8Array {
    return this.#serializer.serialize(value)
  }

  decode(bytes: Uint8Array, refFrom: (ref: RefOnTheWire) => EndpointIdentity): unknown {
    this.#refFrom = refFrom
    try {
      return this.#serializer.deserialize(bytes)
    } finally {
      this.#refFrom = null
    }
  }
}

/** A failure as the bytes of a WireError: it must arrive whatever the payload codec can do. */
export const encodeFailure = (error: unknown): Buffer =>
  Buffer.from(JSON.stringify(toWireError(errorFrom(error))), 'utf8')

/** The failure of such bytes. */
export const decodeFailure = (bytes: Buffer): Error =>
  fromWireError(JSON.parse(bytes.toString('utf8')) as WireError)
