import {
  type SparkConf,
  boolean,
  byteCount,
  integer,
  key,
  milliseconds,
  optionalKey,
  text,
} from '@firesteel/conf'

export const HEARTBEAT_INTERVAL = key(
  'spark.executor.heartbeatInterval',
  milliseconds('ms'),
  '10s',
  'How often an executor reports to its driver.',
)
export const HEARTBEAT_MAX_FAILURES = key(
  'spark.executor.heartbeat.maxFailures',
  integer,
  '60',
  'Heartbeats that may fail in a row before the executor gives up.',
)
export const KILL_GRACE = key(
  'spark.firesteel.task.killGrace',
  milliseconds('ms'),
  '200ms',
  'How long a task that is killed with interrupt may take before its thread is terminated.',
)
export const BARRIER_TIMEOUT = key(
  'spark.barrier.sync.timeout',
  milliseconds('s'),
  '365d',
  'how long tasks of a barrier stage wait for each other',
)
export const MAX_DIRECT_RESULT = key(
  'spark.task.maxDirectResultSize',
  byteCount(),
  '1m',
  'A larger result of a task is not sent to the driver: it waits until the driver fetches it.',
)
export const MAX_RESULT = key(
  'spark.driver.maxResultSize',
  byteCount(),
  '1g',
  'results of one job that the driver takes; 0 is no limit',
)
export const LOCAL_DIR = key(
  'spark.local.dir',
  text,
  '',
  "Where shuffle files are kept, separated by commas; the system's temporary directory unless said.",
)
export const BLOCK_MANAGER_PORT = key(
  'spark.blockManager.port',
  integer,
  '0',
  'The port at which an executor serves its blocks; 0 for any.',
)
export const MAX_REMOTE_IN_MEMORY = key(
  'spark.network.maxRemoteBlockSizeFetchToMem',
  byteCount('b'),
  '200m',
  'A longer block of another executor is fetched into a file.',
)
export const CACHED_PEERS_TTL = key(
  'spark.storage.cachedPeersTtl',
  milliseconds('ms'),
  '60s',
  'How long an executor believes who the other executors are when it copies blocks.',
)
export const MAX_REPLICATION_FAILURES = key(
  'spark.storage.maxReplicationFailures',
  integer,
  '1',
  'Executors that may fail to take a copy of a block before no other is tried.',
)
export const RDD_COMPRESS = key(
  'spark.rdd.compress',
  boolean,
  'false',
  'Whether persisted partitions that are kept as bytes are compressed.',
)
export const APP_BUNDLE = optionalKey(
  'spark.firesteel.app.bundle',
  text,
  "Where executors find the application's bundle; set by submit.",
)

export const APP_KEY = optionalKey(
  'spark.firesteel.app.key',
  text,
  "What the application's processes show each other to get blocks; set by the driver, new for each application.",
)

const MIGRATES = key(
  'spark.storage.decommission.enabled',
  boolean,
  'false',
  'Whether an executor that leaves hands on what it stores to those that stay.',
)
const MIGRATES_SHUFFLES = key(
  'spark.storage.decommission.shuffleBlocks.enabled',
  boolean,
  'true',
  'Whether map outputs are among what it hands on.',
)
const MIGRATES_BLOCKS = key(
  'spark.storage.decommission.rddBlocks.enabled',
  boolean,
  'true',
  'Whether persisted partitions are among what it hands on.',
)
const MIGRATION_FAILURES = key(
  'spark.storage.decommission.maxReplicationFailuresPerBlock',
  integer,
  '3',
  'How often handing on one block may fail before it is left behind.',
)
const MIGRATION_THREADS = key(
  'spark.storage.decommission.shuffleBlocks.maxThreads',
  integer,
  '8',
  'How many map outputs are handed on at a time.',
)

/** How an executor leaves. */
export interface DecommissionSettings {
  readonly migratesShuffles: boolean
  readonly migratesBlocks: boolean
  readonly maxFailuresPerBlock: number
  readonly maxConcurrent: number
}

/** The settings of leaving in `conf`. */
export const decommissionSettingsFrom = (conf: SparkConf): DecommissionSettings => ({
  migratesShuffles: conf.get(MIGRATES) && conf.get(MIGRATES_SHUFFLES),
  migratesBlocks: conf.get(MIGRATES) && conf.get(MIGRATES_BLOCKS),
  maxFailuresPerBlock: conf.get(MIGRATION_FAILURES),
  maxConcurrent: Math.max(1, conf.get(MIGRATION_THREADS)),
})
