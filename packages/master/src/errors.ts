import { SparkError } from '@firesteel/errors'

/** A setting of the Master has a value that cannot hold. */
export class MasterSettingError extends SparkError {
  constructor(name: string, found: string, expected: string) {
    super('MASTER_SETTING', `${name} is '${found}', expected ${expected}`, {
      details: { name, found, expected },
    })
  }
}

/** The directory for the Master's records cannot be used. */
export class PersistenceError extends SparkError {
  constructor(what: string, directory: string, cause: unknown) {
    super('MASTER_PERSISTENCE', `cannot ${what} in ${directory}: ${String(cause)}`, {
      details: { directory },
      cause,
    })
  }
}
