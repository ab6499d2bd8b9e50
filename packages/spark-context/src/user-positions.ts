import { remapStack } from '@firesteel/closure'
import type { Logger } from '@firesteel/logging'

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

/** `logger`, whose warnings and errors name the files that the user wrote. */
export function loggingUserPositions(logger: Logger): Logger {
  const mapped =
    (level: 'warn' | 'error'): Logger['warn'] =>
    (facts: object | string, message?: string) => {
      if (typeof facts === 'string') logger[level](remapStack(facts))
      else logger[level](facts, remapStack(message ?? ''))
    }
  return {
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: mapped('warn'),
    error: mapped('error'),
    child: (facts) => loggingUserPositions(logger.child(facts)),
  }
}
