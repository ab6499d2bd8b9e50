import { SparkError } from '@firesteel/errors'

/** A name that is no block's. */
export class UnknownBlockNameError extends SparkError {
  constructor(name: string) {
    super(
      'STORAGE_UNKNOWN_BLOCK_NAME',
      `there are no blocks with names like ${JSON.stringify(name)}`,
      {
        details: { name },
      },
    )
  }
}

/** A storage level that does not exist. */
export class UnknownStorageLevelError extends SparkError {
  constructor(name: string, known: readonly string[]) {
    super(
      'STORAGE_UNKNOWN_LEVEL',
      `there is no storage level ${name}; there are ${known.join(', ')}`,
      {
        details: { name },
      },
    )
  }
}
