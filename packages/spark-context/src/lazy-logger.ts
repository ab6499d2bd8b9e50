import { type LogLevel, type Logger, createLogger } from '@firesteel/logging'

/** Spark's names of levels, and ours. */
const LEVELS: Readonly<Record<string, LogLevel>> = {
  ALL: 'debug',
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  OFF: 'silent',
}

const RANKS: Readonly<Record<LogLevel, number>> = {
  debug: 0,
  info: 1,
  warn: 2,
  error: 3,
  silent: 4,
}

/** The level that Spark calls `name`, in any case. Throws a TypeError for none of them. */
export function logLevelOf(name: string): LogLevel {
  const level = LEVELS[name.toUpperCase()]
  if (level === undefined) {
    throw new TypeError(`no log level '${name}'; there are ${Object.keys(LEVELS).join(', ')}`)
  }
  return level
}

/** The level of a driver and everything in it, which may change at any time. */
export interface LevelSwitch {
  level: LogLevel
}

/**
 * The driver's logger: writes to standard error what is at or above the level that holds at that
 * moment. The library that writes is loaded with the first line: most programs never say one.
 */
export function lazyLogger(
  now: LevelSwitch,
  make: () => Logger = () => createLogger({ name: 'driver', level: 'debug' }),
): Logger {
  let made: Logger | undefined
  const write =
    (level: Exclude<LogLevel, 'silent'>) =>
    (facts: object | string, message?: string): void => {
      if (RANKS[level] < RANKS[now.level]) return
      made ??= make()
      if (typeof facts === 'string') made[level](facts)
      else made[level](facts, message ?? '')
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (facts) =>
      lazyLogger(now, () => {
        made ??= make()
        return made.child(facts)
      }),
  }
}
