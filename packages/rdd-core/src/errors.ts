import { inspect } from 'node:util'
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

/** Where a task was to write is gone, or never was on this machine. */
export class OutputGoneError extends SparkError {
  constructor(path: string) {
    super(
      'RDD_OUTPUT_GONE',
      `the directory that the job made for its tasks in ${path} is not there: the job has ended meanwhile, or this machine does not see the file system that the driver wrote to; write to one that all machines share`,
      { details: { path } },
    )
  }
}

/** Tasks said that they have committed, and yet parts are missing. */
export class OutputIncompleteError extends SparkError {
  constructor(path: string, found: number, expected: number) {
    super(
      'RDD_OUTPUT_INCOMPLETE',
      `${found} of ${expected} parts are in ${path}: the machines of this cluster do not share it; write to a file system that all of them see`,
      { details: { path, found, expected } },
    )
  }
}

/** A checkpoint was asked for before there was a place for it. */
export class CheckpointDirMissingError extends SparkError {
  constructor(rdd: string) {
    super(
      'RDD_CHECKPOINT_DIR',
      `Checkpoint directory has not been set in the SparkContext: call setCheckpointDir() before checkpointing ${rdd}`,
      { details: { rdd } },
    )
  }
}

/** Parts of a checkpoint were not written where the driver sees them. */
export class CheckpointIncompleteError extends SparkError {
  constructor(path: string, found: number, expected: number) {
    super(
      'RDD_CHECKPOINT_INCOMPLETE',
      `the checkpoint in ${path} has ${found} of ${expected} parts: name a directory with setCheckpointDir() that the driver and all executors share`,
      { details: { path, found, expected } },
    )
  }
}

/** A part of a checkpoint is gone: what it was computed from is forgotten. */
export class CheckpointPartMissingError extends SparkError {
  constructor(path: string) {
    super(
      'RDD_CHECKPOINT_PART_MISSING',
      `the checkpoint file ${path} is not there: it was removed, or this machine does not see the checkpoint directory; compute the dataset anew`,
      { details: { path } },
    )
  }
}

/** A block of a locally checkpointed dataset is gone, and nothing else has its records. */
export class CheckpointBlockLostError extends SparkError {
  constructor(rddId: number, partition: number) {
    const block = `rdd_${rddId}_${partition}`
    super(
      'RDD_CHECKPOINT_BLOCK_LOST',
      `Checkpoint block ${block} not found! The executor that kept it is gone, or the dataset was unpersisted; use checkpoint() instead of localCheckpoint() where that may happen`,
      { details: { block } },
    )
  }
}

/** A file of rows cannot be read. */
export class RowFileError extends SparkError {
  constructor(path: string, why: string) {
    super('RDD_ROW_FILE', `${path}: ${why}`, { details: { path } })
  }
}

/** An action that needs records found none; its stack is that of who asked for it. */
export class EmptyCollectionError extends SparkError {
  constructor(action: string, site?: { readonly long: string }) {
    super('RDD_EMPTY', `${action}: empty collection`, { details: { action } })
    if (site !== undefined) this.stack = stackAt(this, site)
  }
}

/** A histogram was asked for over no records, or over some that lie nowhere between two numbers. */
export class HistogramRangeError extends SparkError {
  constructor(min: number, max: number, site: { readonly long: string }) {
    super(
      'RDD_HISTOGRAM_RANGE',
      `histogram: the records reach from ${min} to ${max}; buckets need at least one record, and none that is infinite or NaN: filter them, or name the buckets yourself`,
      { details: { min, max } },
    )
    this.stack = stackAt(this, site)
  }
}

/** `error` as if it was thrown where the user asked for it: what is behind an await has no frames of its own. */
const stackAt = (error: Error, site: { readonly long: string }): string =>
  `${error.name}: ${error.message}\n${site.long.replaceAll(/^\s*(?=\S)/gm, '    ')}`

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

/** A command that a partition was piped through could not be run, or did not end well. */
export class PipeError extends SparkError {
  constructor(command: readonly string[], what: string, cause?: unknown) {
    super('RDD_PIPE_FAILED', `pipe: the command ${command.join(' ')} ${what}`, {
      details: { command },
      cause,
    })
  }
}

/** A group that was larger than memory had to become one array. */
export class GroupTooLargeError extends SparkError {
  constructor(
    { key, site }: { readonly key: unknown; readonly site: string },
    length: number,
    bytes: number,
    heapLimit: number,
  ) {
    const shown = inspect(key, { depth: 1, breakLength: Number.POSITIVE_INFINITY }).slice(0, 80)
    const mib = (count: number): string => (count / 1024 ** 2).toFixed(1)
    super(
      'RDD_GROUP_TOO_LARGE',
      `${site}: the group of key ${shown} has ${length} values (${mib(bytes)} MiB on disk), too many for one array in a heap of ${mib(heapLimit)} MiB: reduce it where it is made (mapValues, reduceByKey, aggregateByKey) instead of collecting it or sending it on, or raise spark.executor.memory`,
      { details: { key: shown, site, length, bytes } },
    )
  }
}

/** A text file is compressed in a way that cannot be read. */
export class InputCodecError extends SparkError {
  constructor(path: string) {
    super(
      'RDD_INPUT_CODEC',
      `Cannot read the text of ${path}: only .gz and .deflate are decompressed; decompress it first, or use binaryFiles`,
      { details: { path } },
    )
  }
}

/** A file of fixed-length records ends inside one. */
export class RecordLengthError extends SparkError {
  constructor(path: string, size: number, recordLength: number) {
    super(
      'RDD_RECORD_LENGTH',
      `binaryRecords: the ${size} bytes of ${path} are no whole number of records of ${recordLength} bytes`,
      { details: { path, size, recordLength } },
    )
  }
}
