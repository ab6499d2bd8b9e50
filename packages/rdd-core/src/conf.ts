import {
  type ConfKey,
  boolean,
  byteCount,
  integer,
  key,
  oneOf,
  optionalKey,
  text,
} from '@firesteel/conf'
import type { RddContext } from './rdd-context.js'

const COMMITTER = 'spark.hadoop.mapreduce.fileoutputcommitter'

/** The settings that datasets read, on the driver, when an action is called. */
export const DATASET_KEYS = {
  initialPartitions: key(
    'spark.rdd.limit.initialNumPartitions',
    integer,
    '1',
    'Partitions that take() asks first.',
  ),
  scaleUpFactor: key(
    'spark.rdd.limit.scaleUpFactor',
    integer,
    '4',
    'How many times as many partitions take() asks next when it found too little; at least 2.',
  ),
  ignoreMissingFiles: key(
    'spark.files.ignoreMissingFiles',
    boolean,
    'false',
    'Whether input files that are gone when a task opens them are passed over.',
  ),
  ignoreCorruptFiles: key(
    'spark.files.ignoreCorruptFiles',
    boolean,
    'false',
    'Whether the rest of a damaged compressed input file is passed over.',
  ),
  delimiter: optionalKey(
    'spark.hadoop.textinputformat.record.delimiter',
    text,
    'What ends a record of textFile() where the call does not say; the end of a line unless set.',
  ),
  minSplitBytes: key(
    'spark.hadoop.mapreduce.input.fileinputformat.split.minsize',
    byteCount('b'),
    '1',
    'Bytes that a split of a text file has at least.',
  ),
  validateOutput: key(
    'spark.hadoop.validateOutputSpecs',
    boolean,
    'true',
    'Whether writing to a path that exists is refused.',
  ),
  committerAlgorithm: key(
    `${COMMITTER}.algorithm.version`,
    oneOf('1', '2'),
    '1',
    'When parts become visible: 1, all when the job is committed; 2, each when its task is.',
  ),
  coordinateCommits: key(
    'spark.hadoop.outputCommitCoordination.enabled',
    boolean,
    'true',
    'Whether attempts of tasks ask the driver before they commit, so that one of each does.',
  ),
  markSuccess: key(
    `${COMMITTER}.marksuccessfuljobs`,
    boolean,
    'true',
    'Whether a job that has written all of its output adds an empty file _SUCCESS.',
  ),
  compressCheckpoints: key(
    'spark.checkpoint.compress',
    boolean,
    'false',
    'Whether the files of checkpoints are compressed.',
  ),
  checkpointAllMarked: key(
    'spark.checkpoint.checkpointAllMarkedAncestors',
    boolean,
    'false',
    'Whether marked datasets behind a marked one are written, too; a property of a job (setLocalProperty).',
  ),
} as const

/** The value of a setting of the context, or its default; throws `InvalidSettingError` where it cannot be read. */
export function settingOf<T>(context: Pick<RddContext, 'setting'>, asked: ConfKey<T>): T {
  const found = context.setting(asked.name) ?? asked.defaultText
  return found === undefined ? (undefined as T) : asked.parse(found, asked.name)
}
