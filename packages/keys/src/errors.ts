import { SparkError } from '@firesteel/errors'

/** A value that cannot be a key: a Map, Set, function, symbol or something that holds one. */
export class KeyNotSupportedError extends SparkError {
  constructor(path: string, what: string) {
    super('KEY_NOT_SUPPORTED', `cannot be a key: ${path} is ${what}`, { details: { path, what } })
  }
}
