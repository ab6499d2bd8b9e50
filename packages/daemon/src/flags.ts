import type { LogFormat, LogLevel } from '@firesteel/logging'

/** The flags that every daemon takes, as they were written. */
export interface DaemonFlags {
  readonly host?: string | undefined
  /** The deprecated form of `host`. */
  readonly ip?: string | undefined
  readonly port?: string | undefined
  readonly webuiPort?: string | undefined
  readonly propertiesFile?: string | undefined
  readonly secretFile?: string | undefined
  readonly logFormat?: LogFormat | undefined
  readonly logLevel?: LogLevel | undefined
  readonly conf: readonly string[]
}
