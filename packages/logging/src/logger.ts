/** Facts about what happened, as in pino: the object first, then one sentence for people. */
interface LogMethod {
  (facts: object, message: string): void
  (message: string): void
}

/** What every Firesteel package logs to; a pino logger is one. */
export interface Logger {
  debug: LogMethod
  info: LogMethod
  warn: LogMethod
  error: LogMethod
  /** A logger whose every line carries `facts`. */
  child(facts: Record<string, unknown>): Logger
}

const nothing = (): void => {}

/** Says nothing: for libraries that were handed no logger. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
}
