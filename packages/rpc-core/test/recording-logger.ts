import type { Logger } from '@firesteel/logging'

/** A logger that keeps what it was told, for tests that a failure is said clearly. */
export function recordingLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = []
  const write =
    (level: string) =>
    (facts: object | string, message?: string): void =>
      void lines.push(`${level} ${message ?? ''} ${JSON.stringify(facts, errorsToo)}`)
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => logger,
  }
  return { logger, lines }
}

const errorsToo = (_key: string, value: unknown): unknown =>
  value instanceof Error ? { message: value.message } : value
