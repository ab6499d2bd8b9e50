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

/** Texts longer than this are cut: an error of hundreds of megabytes must not take its messenger down. */
const MAX_TEXT = 64 * 1024
/** Of the errors of an AggregateError, so many are sent. */
const MAX_ERRORS = 100

const cut = (text: string): string =>
  text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT)}… (cut: ${text.length} characters in all)`

/** `error` as plain data: name, message, stack, code, details, causes; never throws. */
export function toWireError(error: unknown, depth = 0): WireError {
  const from = errorFrom(error)
  const spark = from as Partial<SparkError>
  return {
    name: cut(String(from.name)),
    message: cut(String(from.message)),
    ...(typeof from.stack === 'string' ? { stack: cutStack(from) } : {}),
    ...(typeof spark.code === 'string' ? { code: spark.code } : {}),
    ...(typeof spark.retryable === 'boolean' ? { retryable: spark.retryable } : {}),
    ...(spark.details === undefined ? {} : { details: plain(spark.details) }),
    ...(from.cause === undefined || depth >= MAX_CAUSES
      ? {}
      : { cause: toWireError(from.cause, depth + 1) }),
    ...(from instanceof AggregateError && depth < MAX_CAUSES
      ? { errors: from.errors.slice(0, MAX_ERRORS).map((each) => toWireError(each, depth + 1)) }
      : {}),
  }
}

/** A stack begins with the message: when that is cut, the frames behind it are what matters. */
function cutStack({ stack = '', message, name }: Error): string {
  if (stack.length <= MAX_TEXT) return stack
  const frames = stack.slice(stack.indexOf(message) + message.length)
  return message.length > MAX_TEXT / 2 && stack.includes(message)
    ? `${name}: ${cut(message)}${cut(frames)}`
    : cut(stack)
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
        if (text === undefined) return [name, String(value)]
        return [name, text.length > MAX_TEXT ? cut(text) : JSON.parse(text)]
      } catch {
        return [name, String(value)]
      }
    }),
  )
}
