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
