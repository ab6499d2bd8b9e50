import { SparkError } from '@firesteel/errors'

/** No file is where a path or pattern points. */
export class InputPathNotFoundError extends SparkError {
  constructor(path: string, cause?: unknown) {
    super('RDD_INPUT_NOT_FOUND', `Input path does not exist: ${path}`, { details: { path }, cause })
  }
}

/** A directory lies where a file must be: listing does not descend. */
export class InputIsDirectoryError extends SparkError {
  constructor(path: string) {
    super(
      'RDD_INPUT_IS_DIRECTORY',
      `Input path is a directory inside the one that was named: ${path}; name it itself, or use a pattern such as ${path}/*`,
      { details: { path } },
    )
  }
}

/** Something already lies where a job's output would go. */
export class OutputExistsError extends SparkError {
  constructor(path: string) {
    super(
      'RDD_OUTPUT_EXISTS',
      `Output directory already exists: ${path}; remove it or write elsewhere`,
      {
        details: { path },
      },
    )
  }
}

/** An action that needs records found none. */
export class EmptyCollectionError extends SparkError {
  constructor(action: string) {
    super('RDD_EMPTY', `${action}: empty collection`, { details: { action } })
  }
}

/** A dataset was asked to be kept in a second way. */
export class StorageLevelChangedError extends SparkError {
  constructor(rdd: string) {
    super(
      'RDD_STORAGE_LEVEL_CHANGED',
      `Cannot change the storage level of ${rdd}: it is persisted already; call unpersist() first`,
      { details: { rdd } },
    )
  }
}

/** Datasets that are put side by side have different numbers of partitions. */
export class UnequalPartitionsError extends SparkError {
  constructor(site: string, counts: readonly number[]) {
    super(
      'RDD_UNEQUAL_PARTITIONS',
      `${site}: datasets that are zipped must have the same number of partitions, these have ${counts.join(' and ')}; repartition one of them, or join on zipWithIndex`,
      { details: { counts } },
    )
  }
}

/** Partitions that are put side by side have different numbers of records. */
export class UnequalRecordsError extends SparkError {
  constructor(site: string) {
    super(
      'RDD_UNEQUAL_RECORDS',
      `${site}: datasets that are zipped must have the same number of records in each partition; join on zipWithIndex, or use zipPartitions`,
    )
  }
}
