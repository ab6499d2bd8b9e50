import { SparkError } from '@firesteel/errors'

/** A storage level that does not exist. */
export class UnknownStorageLevelError extends SparkError {
  constructor(name: string, known: readonly string[]) {
    super(
      'STORAGE_LEVEL_UNKNOWN',
      `there is no storage level ${name}; there are ${known.join(', ')}`,
      { details: { name } },
    )
  }
}

/** A storage level that means nothing. */
export class InvalidStorageLevelError extends SparkError {
  constructor(level: unknown, why: string) {
    super(
      'STORAGE_LEVEL_INVALID',
      `${JSON.stringify(level)} is no storage level: ${why}; take one of StorageLevel`,
      { details: { why } },
    )
  }
}
