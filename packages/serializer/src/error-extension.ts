import { type WireError, fromWireError, isSparkError, toWireError } from '@firesteel/errors'
import type { Extension } from './extension.js'

/**
 * Errors with a code of ours travel in the wire form of `@firesteel/errors`: name, message, stack,
 * code, details and causes arrive, whether or not the receiver has the class. Other errors need no
 * extension: they keep name, message, stack, cause and their own properties.
 */
export const errorExtension: Extension<Error> = {
  tag: 'SparkError',
  matches: (value): value is Error => isSparkError(value),
  encode: (error) => toWireError(error),
  decode: (plain) => fromWireError(plain as WireError),
}
