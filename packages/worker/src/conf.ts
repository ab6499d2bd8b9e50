import {
  type Parser,
  type SparkConf,
  boolean,
  integer,
  key,
  list,
  milliseconds,
  optionalKey,
} from '@firesteel/conf'
import { tmpdir } from 'node:os'
import { WorkerSettingError } from './errors.js'

const words: Parser<readonly string[]> = (value) => value.split(/\s+/).filter((word) => word !== '')

const TIMEOUT = key(
  'spark.worker.timeout',
  milliseconds('s'),
  '60s',
  'A worker that is silent for so long is dead; workers send a heartbeat four times as often.',
)
const CLEANUP_ENABLED = key(
  'spark.worker.cleanup.enabled',
  boolean,
  'false',
  'Whether a worker deletes the directories of applications that ended long ago.',
)
const CLEANUP_INTERVAL = key(
  'spark.worker.cleanup.interval',
  milliseconds('s'),
  '1800s',
  'How often a worker looks for directories to delete.',
)
const CLEANUP_TTL = key(
  'spark.worker.cleanup.appDataTtl',
  milliseconds('s'),
  '604800s',
  "How long an ended application's directory is kept after its last change.",
)
const RETAINED_EXECUTORS = key(
  'spark.worker.ui.retainedExecutors',
  integer,
  '1000',
  'How many finished executors a worker remembers.',
)
const RETAINED_DRIVERS = key(
  'spark.worker.ui.retainedDrivers',
  integer,
  '1000',
  'How many finished drivers a worker remembers.',
)
const SYNC_ATTEMPTS = key(
  'spark.worker.executorStateSync.maxAttempts',
  integer,
  '5',
  'How often a worker tells the Master of one change of an executor before it gives up and exits.',
)
const SYNC_TIMEOUT = key(
  'spark.worker.executorStateSync.timeout',
  milliseconds('ms'),
  '10s',
  'How long a worker waits for the Master to acknowledge a change, and for the next attempt.',
)
const EXECUTOR_TERMINATE_TIMEOUT = key(
  'spark.worker.executorTerminateTimeout',
  milliseconds('ms'),
  '10s',
  'How long an executor may take to end after SIGTERM before it gets SIGKILL.',
)
const DRIVER_TERMINATE_TIMEOUT = key(
  'spark.worker.driverTerminateTimeout',
  milliseconds('ms'),
  '10s',
  'How long a driver may take to end after SIGTERM before it gets SIGKILL.',
)
const SHUTDOWN_DEADLINE = key(
  'spark.worker.shutdownDeadline',
  milliseconds('ms'),
  '10s',
  'How long a worker that stops waits for what it runs before it kills it.',
)
const NODE_OPTIONS = key(
  'spark.worker.executor.nodeOptions',
  words,
  '',
  'Options of node for the processes that a worker starts, separated by blanks; applications cannot set any.',
)
const LOCAL_DIR = optionalKey(
  'spark.local.dir',
  list,
  'Directories for shuffle files and other temporary data; the environment variable SPARK_LOCAL_DIRS wins.',
)
/** The files that a worker starts, by the launch kind that a message names. */
export interface WorkerEntries {
  readonly executor: string
  /** Without it drivers are refused. */
  readonly driver?: string | undefined
}

/** How a Worker behaves, whatever machine it is on. */
export interface WorkerOptions {
  /** The Master declares a worker dead that is silent for so long; heartbeats go four times as often. */
  readonly timeoutMs: number
  readonly cleanup: {
    readonly enabled: boolean
    readonly intervalMs: number
    readonly ttlMs: number
  }
  readonly retainedExecutors: number
  readonly retainedDrivers: number
  readonly stateSync: { readonly maxAttempts: number; readonly timeoutMs: number }
  readonly executorTerminateTimeoutMs: number
  readonly driverTerminateTimeoutMs: number
  /** How long `stop()` waits for executors and drivers before they are killed. */
  readonly shutdownDeadlineMs: number
  /** Options of node for what is started here. */
  readonly nodeOptions: readonly string[]
  /** Holds `<appId>/<execId>` and `<driverId>`. */
  readonly workDir: string
  /** Each gets a directory per application for shuffle files. */
  readonly localDirs: readonly string[]
}

const positive = (name: string, value: number): number => {
  if (value > 0) return value
  throw new WorkerSettingError(name, String(value), 'more than 0')
}

/**
 * The Worker's settings as plain options, directories from the variables SPARK_WORKER_DIR and
 * SPARK_LOCAL_DIRS first; throws when one of them cannot hold.
 */
export function workerOptionsFrom(
  conf: SparkConf,
  env: Readonly<Record<string, string | undefined>> = {},
): WorkerOptions {
  const localDirs =
    env.SPARK_LOCAL_DIRS === undefined
      ? conf.get(LOCAL_DIR)
      : list(env.SPARK_LOCAL_DIRS, 'SPARK_LOCAL_DIRS')
  return {
    timeoutMs: positive(TIMEOUT.name, conf.get(TIMEOUT)),
    cleanup: {
      enabled: conf.get(CLEANUP_ENABLED),
      intervalMs: positive(CLEANUP_INTERVAL.name, conf.get(CLEANUP_INTERVAL)),
      ttlMs: conf.get(CLEANUP_TTL),
    },
    retainedExecutors: conf.get(RETAINED_EXECUTORS),
    retainedDrivers: conf.get(RETAINED_DRIVERS),
    stateSync: {
      maxAttempts: positive(SYNC_ATTEMPTS.name, conf.get(SYNC_ATTEMPTS)),
      timeoutMs: positive(SYNC_TIMEOUT.name, conf.get(SYNC_TIMEOUT)),
    },
    executorTerminateTimeoutMs: conf.get(EXECUTOR_TERMINATE_TIMEOUT),
    driverTerminateTimeoutMs: conf.get(DRIVER_TERMINATE_TIMEOUT),
    shutdownDeadlineMs: conf.get(SHUTDOWN_DEADLINE),
    nodeOptions: conf.get(NODE_OPTIONS),
    workDir: env.SPARK_WORKER_DIR || 'work',
    localDirs: localDirs === undefined || localDirs.length === 0 ? [tmpdir()] : localDirs,
  }
}
