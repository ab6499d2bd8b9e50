import { SparkError } from '@firesteel/errors'

/** A value that holds something which cannot travel; the message has the path to it. */
export class NotSerializableError extends SparkError {
  /** Where it is, as an expression: `value.config.list[1].conn`. */
  readonly path: string
  constructor(path: string, what: string, hint?: string) {
    const message = `cannot be serialized: ${path}: ${what}${hint === undefined ? '' : `; ${hint}`}`
    super('NOT_SERIALIZABLE', message, { details: { path, what } })
    this.path = path
  }
}

/** Bytes that no serializer of ours wrote, or that were damaged, or whose classes are not known here. */
export class SerializationError extends SparkError {
  constructor(problem: string, cause?: unknown) {
    super('SERIALIZATION_CORRUPT', `cannot be deserialized: ${problem}`, { cause })
  }
}
