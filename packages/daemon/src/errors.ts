import { SparkError } from '@firesteel/errors'

/** The user asked for something that cannot be; its message is one line for the user. */
export class UsageError extends SparkError {
  constructor(message: string) {
    super('DAEMON_USAGE', message)
  }
}
