import { createRequire } from 'node:module'
import type * as Pino from 'pino'
import type PinoPretty from 'pino-pretty'
import type { Logger } from './logger.js'

/** Levels from the most to the least talkative. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number]
/** Lines for people, or one JSON object a line. */
export type LogFormat = 'pretty' | 'json'

/** What {@link createLogger} needs to know. */
export interface LoggerOptions {
  /** Which process speaks: `master`, `worker`, `driver`, `executor`. */
  readonly name: string
  readonly level?: LogLevel | undefined
  /** `pretty` on a terminal and `json` elsewhere unless said. */
  readonly format?: LogFormat | undefined
  /** The file descriptor to write to; standard error unless said. */
  readonly fd?: number | undefined
}

/**
 * A pino logger that writes synchronously, so that no line is lost when the process is killed.
 * Pino is loaded here, when a process first wants to speak, and not at import.
 */
export function createLogger(options: LoggerOptions): Logger {
  const require = createRequire(import.meta.url)
  const { pino } = require('pino') as typeof Pino
  const fd = options.fd ?? 2
  const format = options.format ?? (process.stderr.isTTY ? 'pretty' : 'json')
  const settings = { name: options.name, level: options.level ?? 'info' }
  if (format === 'json') return pino(settings, pino.destination({ dest: fd, sync: true }))
  const pretty = require('pino-pretty') as typeof PinoPretty
  return pino(
    settings,
    pretty({ destination: fd, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }),
  )
}
