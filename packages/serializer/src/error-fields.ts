import { ERROR, ERRORS } from './tags.js'
import type { ValueWriter } from './value-writer.js'

/** What an error has that `Object.keys` does not show. */
const HIDDEN = ['message', 'stack', 'name', 'cause', 'errors'] as const

/** Kind, then pairs of name and value: first hidden properties, then enumerable ones. */
export function writeError(error: Error, writer: ValueWriter): void {
  const { sink } = writer
  sink.u8(ERROR)
  sink.u8(kindOf(error))
  const hidden = HIDDEN.filter(
    (name) =>
      Object.hasOwn(error, name) && !Object.prototype.propertyIsEnumerable.call(error, name),
  )
  // An error of a class that is not known over there keeps at least its name.
  const named = !hidden.includes('name') && !Object.keys(error).includes('name')
  const nameOfClass = named && error.name !== ERRORS[kindOf(error)]?.prototype.name
  sink.varint(hidden.length + (nameOfClass ? 1 : 0))
  if (nameOfClass) {
    writer.string('name')
    writer.write(String(error.name))
  }
  for (const name of hidden) {
    writer.string(name)
    writer.write((error as unknown as Record<string, unknown>)[name])
  }
  const keys = Object.keys(error)
  sink.varint(keys.length)
  for (const key of keys) {
    writer.string(key)
    writer.write((error as unknown as Record<string, unknown>)[key])
  }
}

/** The most special built-in class that the error is an instance of. */
function kindOf(error: Error): number {
  for (let kind = ERRORS.length - 1; kind > 0; kind--) {
    if (error instanceof (ERRORS[kind] as Function)) return kind
  }
  return 0
}
