import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type InvalidField, RpcInvalidMessageError } from '../errors.js'
import type { Schema } from '../protocol.js'

/** What the schema makes of a value that arrived; throws `RPC_INVALID_MESSAGE` naming each bad field. */
export function checkPayload<T>(
  name: string,
  what: 'message' | 'reply',
  schema: Schema<T>,
  value: unknown,
): T {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    throw new TypeError(`The schema of ${name} is asynchronous; messages need synchronous schemas`)
  }
  if (result.issues === undefined) return result.value
  const fields = result.issues.map((issue) => fieldOf(issue, value))
  throw new RpcInvalidMessageError(name, what, fields)
}

function fieldOf(issue: StandardSchemaV1.Issue, value: unknown): InvalidField {
  const keys = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))
  let found: unknown = value
  for (const key of keys) found = (found as Record<PropertyKey, unknown> | undefined)?.[key]
  // Zod says what it expected besides its message, which in zod/mini says nothing.
  const { expected } = issue as { readonly expected?: unknown }
  return {
    path: keys.map(String).join('.'),
    expected: typeof expected === 'string' ? `expected ${expected}` : issue.message,
    found: nameOf(found),
  }
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'function' || typeof value === 'symbol') return typeof value
  if (typeof value !== 'object') return `${typeof value} ${String(value as number)}`
  return Array.isArray(value) ? 'array' : (value.constructor?.name ?? 'object')
}
