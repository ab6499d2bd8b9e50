import { remapStack } from '@firesteel/closure'

/** Causes nested deeper than this are left as they are: a cycle must not hang. */
const MAX_CAUSES = 16

/**
 * `error` with the positions of the files that the user wrote instead of those of what was made of
 * them, in its message, its stack and those of its causes. Costs something: for what has failed.
 */
export function withUserPositions<E>(error: E): E {
  let each: unknown = error
  for (let depth = 0; each instanceof Error && depth < MAX_CAUSES; depth++) {
    set(each, 'stack', remapStack(each.stack ?? ''))
    set(each, 'message', remapStack(each.message))
    each = each.cause
  }
  return error
}

const set = (error: Error, name: 'message' | 'stack', value: string): void => {
  Object.defineProperty(error, name, { value, configurable: true, writable: true })
}
