import {
  type SparkConf,
  boolean,
  integer,
  key,
  milliseconds,
  oneOf,
  optionalKey,
  text,
} from '@firesteel/conf'
import { MasterSettingError } from './errors.js'

const WORKER_TIMEOUT = key(
  'spark.worker.timeout',
  milliseconds('s'),
  '60s',
  'A worker that is silent for so long is dead; workers send a heartbeat four times as often.',
)
const REAPER_ITERATIONS = key(
  'spark.dead.worker.persistence',
  integer,
  '15',
  'How many timeouts a dead worker is still shown.',
)
const RETAINED_APPLICATIONS = key(
  'spark.deploy.retainedApplications',
  integer,
  '200',
  'How many completed applications the Master remembers.',
)
const RETAINED_DRIVERS = key(
  'spark.deploy.retainedDrivers',
  integer,
  '200',
  'How many completed drivers the Master remembers.',
)
const MAX_EXECUTOR_RETRIES = key(
  'spark.deploy.maxExecutorRetries',
  integer,
  '10',
  'An application none of whose executors runs is failed after so many ended badly in a row; -1: never.',
)
const SPREAD_OUT = key(
  'spark.deploy.spreadOut',
  boolean,
  'true',
  'Whether an application is spread over many workers or packed onto few.',
)
const DEFAULT_CORES = optionalKey(
  'spark.deploy.defaultCores',
  integer,
  'Cores for an application that sets no spark.cores.max; all of them when not set.',
)
const RECOVERY_MODE = key(
  'spark.deploy.recoveryMode',
  oneOf('NONE', 'FILESYSTEM'),
  'NONE',
  'Where a Master keeps what it must remember over a restart.',
)
const RECOVERY_DIRECTORY = key(
  'spark.deploy.recoveryDirectory',
  text,
  '',
  'The directory of the recovery mode FILESYSTEM.',
)
const RECOVERY_TIMEOUT = optionalKey(
  'spark.deploy.recoveryTimeout',
  milliseconds('s'),
  'How long a recovering Master waits for workers and applications; spark.worker.timeout when not set.',
)

/** How a Master behaves. */
export interface MasterOptions {
  readonly workerTimeoutMs: number
  /** Timeouts for which a dead worker is still shown. */
  readonly reaperIterations: number
  readonly retainedApplications: number
  readonly retainedDrivers: number
  /** -1: an application is never failed for its executors. */
  readonly maxExecutorRetries: number
  readonly spreadOut: boolean
  readonly defaultCores: number
  readonly recoveryTimeoutMs: number
}

/** What holds when nothing is set. */
export const DEFAULT_MASTER_OPTIONS: MasterOptions = {
  workerTimeoutMs: 60_000,
  reaperIterations: 15,
  retainedApplications: 200,
  retainedDrivers: 200,
  maxExecutorRetries: 10,
  spreadOut: true,
  defaultCores: Number.MAX_SAFE_INTEGER,
  recoveryTimeoutMs: 60_000,
}

/** The Master's settings as plain options; throws when one of them cannot hold. */
export function masterOptionsFrom(conf: SparkConf): MasterOptions {
  const defaultCores = conf.get(DEFAULT_CORES) ?? Number.MAX_SAFE_INTEGER
  if (defaultCores < 1) {
    throw new MasterSettingError(DEFAULT_CORES.name, String(defaultCores), 'at least 1')
  }
  const workerTimeoutMs = conf.get(WORKER_TIMEOUT)
  if (workerTimeoutMs <= 0) {
    throw new MasterSettingError(WORKER_TIMEOUT.name, `${workerTimeoutMs} ms`, 'more than 0')
  }
  return {
    workerTimeoutMs,
    reaperIterations: conf.get(REAPER_ITERATIONS),
    retainedApplications: conf.get(RETAINED_APPLICATIONS),
    retainedDrivers: conf.get(RETAINED_DRIVERS),
    maxExecutorRetries: conf.get(MAX_EXECUTOR_RETRIES),
    spreadOut: conf.get(SPREAD_OUT),
    defaultCores,
    recoveryTimeoutMs: conf.get(RECOVERY_TIMEOUT) ?? workerTimeoutMs,
  }
}

/** Where the Master keeps its state. */
export interface RecoveryOptions {
  readonly mode: 'NONE' | 'FILESYSTEM'
  readonly directory: string
}

/** The recovery settings as plain options; throws when FILESYSTEM has no directory. */
export function recoveryOptionsFrom(conf: SparkConf): RecoveryOptions {
  const mode = conf.get(RECOVERY_MODE)
  const directory = conf.get(RECOVERY_DIRECTORY)
  if (mode === 'FILESYSTEM' && directory === '') {
    throw new MasterSettingError(
      RECOVERY_DIRECTORY.name,
      directory,
      `a directory, since ${RECOVERY_MODE.name} is FILESYSTEM`,
    )
  }
  return { mode, directory }
}
