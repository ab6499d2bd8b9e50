import { SparkError, errorFrom } from './spark-error.js'

/** An error as plain data: what crosses a process boundary. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  readonly code?: string | undefined
  readonly retryable?: boolean | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly cause?: WireError | undefined
  readonly errors?: readonly WireError[] | undefined
}

/** Causes nested deeper than this are cut: a cycle of causes must not hang the sender. */
const MAX_CAUSES = 16

/** `error` as plain data: name, message, stack, code, details, causes; never throws. */
export function toWireError(error: unknown, depth = 0): WireError {
  const from = errorFrom(error)
  const spark = from as Partial<SparkError>
  return {
    name: from.name,
    message: from.message,
    ...(from.stack === undefined ? {} : { stack: from.stack }),
    ...(typeof spark.code === 'string' ? { code: spark.code } : {}),
    ...(typeof spark.retryable === 'boolean' ? { retryable: spark.retryable } : {}),
    ...(spark.details === undefined ? {} : { details: plain(spark.details) }),
    ...(from.cause === undefined || depth >= MAX_CAUSES
      ? {}
      : { cause: toWireError(from.cause, depth + 1) }),
    ...(from instanceof AggregateError && depth < MAX_CAUSES
      ? { errors: from.errors.map((each) => toWireError(each, depth + 1)) }
      : {}),
  }
}

/** The error that {@link toWireError} described: same name, message, stack, code, details, causes. */
export function fromWireError(wire: WireError): Error {
  const cause = wire.cause === undefined ? undefined : fromWireError(wire.cause)
  const error = rebuilt(wire, cause)
  Object.defineProperty(error, 'name', { value: wire.name, configurable: true, writable: true })
  if (wire.stack !== undefined) {
    Object.defineProperty(error, 'stack', { value: wire.stack, configurable: true, writable: true })
  }
  return error
}

function rebuilt(wire: WireError, cause: Error | undefined): Error {
  if (wire.code !== undefined && wire.retryable !== undefined) {
    const { code, retryable, details } = wire
    return new SparkError(code, wire.message, { retryable, details, cause })
  }
  const options = cause === undefined ? undefined : { cause }
  const error =
    wire.errors === undefined
      ? new (builtIn[wire.name] ?? Error)(wire.message, options)
      : new AggregateError(wire.errors.map(fromWireError), wire.message, options)
  // A Node error's code (ECONNREFUSED, ENOENT) is what its handlers look at.
  if (wire.code !== undefined) Object.assign(error, { code: wire.code })
  return error
}

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** Details as JSON data; a value that is none is shown as text, so that the error still arrives. */
function plain(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      try {
        const text = JSON.stringify(value)
        return [name, text === undefined ? String(value) : JSON.parse(text)]
      } catch {
        return [name, String(value)]
      }
    }),
  )
}
