import { SerializationError } from './errors.js'
import { ERRORS } from './tags.js'
import type { ValueReader } from './value-reader.js'

/** The error that writeError described. */
export function readError(reader: ValueReader, prototype: object | null | undefined): Error {
  const Kind = ERRORS[reader.u8()]
  if (Kind === undefined) throw new SerializationError('there is no such kind of error')
  const error: Error =
    Kind === AggregateError ? new AggregateError([]) : new (Kind as ErrorConstructor)()
  // What was not sent was not there.
  for (const name of Object.getOwnPropertyNames(error)) Reflect.deleteProperty(error, name)
  reader.make(error, prototype)
  for (let left = reader.count(2); left > 0; left--) {
    const name = reader.string()
    const value = reader.read()
    Object.defineProperty(error, name, { value, configurable: true, writable: true })
  }
  reader.named(error)
  return error
}
