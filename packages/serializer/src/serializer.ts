import type { ClassResolver, Extension } from './extension.js'

/** What a {@link Serializer} knows besides plain values. */
export interface SerializerOptions {
  readonly classes?: ClassResolver | undefined
  readonly extensions?: readonly Extension[] | undefined
}

/** Values to bytes and back, losing nothing. */
export class Serializer {
  constructor(_options: SerializerOptions = {}) {}
  /** `value` as bytes; throws NotSerializableError with the path to what cannot travel. */
  serialize(_value: unknown): Uint8Array {
    throw new Error('not yet')
  }
  /** The value of bytes made by {@link serialize}; throws SerializationError on any others. */
  deserialize(_bytes: Uint8Array): unknown {
    throw new Error('not yet')
  }
}
