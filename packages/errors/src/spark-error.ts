import { inspect } from 'node:util'

/** What a {@link SparkError} is made of, besides its message. */
export interface SparkErrorOptions {
  /** Facts a program may act on; plain data, so that they cross processes. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  /** The failure behind this one. */
  readonly cause?: unknown
  /** Whether the same call may succeed if it is made again; false unless said. */
  readonly retryable?: boolean | undefined
}

/**
 * A failure that a caller may want to handle.
 *
 * Its `code` is stable within a major version and survives the way across processes; its message
 * is for people and may change. Compare codes, never classes: two copies of a package have two classes.
 * A caller's mistake is a plain `TypeError` without a code: not to be caught, to be mended.
 */
export class SparkError extends Error {
  readonly code: string
  readonly retryable: boolean
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, options: SparkErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.retryable = options.retryable ?? false
    this.details = options.details ?? {}
  }
}

/** True for every error that carries a Firesteel code, whichever copy of the package made it. */
export const isSparkError = (value: unknown): value is SparkError =>
  value instanceof Error &&
  typeof (value as Partial<SparkError>).code === 'string' &&
  typeof (value as Partial<SparkError>).retryable === 'boolean'

/** True when `value` is an error with this code. */
export const hasCode = (value: unknown, code: string): boolean =>
  value instanceof Error && (value as Partial<SparkError>).code === code

/** `value` as an Error: itself, or a new Error that says what was thrown instead of one. */
export function errorFrom(value: unknown): Error {
  if (value instanceof Error) return value
  return new Error(`a value that is no Error was thrown: ${describe(value)}`, { cause: value })
}

/** Bounded in depth and length: whatever was thrown, describing it must not be the next failure. */
const describe = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : inspect(value, {
        depth: 3,
        maxArrayLength: 20,
        maxStringLength: 1_000,
        breakLength: Infinity,
      })
