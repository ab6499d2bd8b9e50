import {
  type SparkConf,
  boolean,
  integer,
  key,
  list,
  milliseconds,
  optionalKey,
  text,
} from '@firesteel/conf'
import { DATASET_KEYS } from '@firesteel/rdd-core'
import { SLOT_KEYS } from '@firesteel/task'
import { MissingSettingError } from './errors.js'

export const MASTER = optionalKey('spark.master', text, 'The cluster to run on.')
export const APP_NAME = optionalKey('spark.app.name', text, 'The name that the Master shows.')
export const DEFAULT_PARALLELISM = optionalKey(
  'spark.default.parallelism',
  integer,
  'Partitions of a dataset when nothing says otherwise; the number of slots unless set.',
)
export const LOG_LEVEL = key(
  'spark.log.level',
  text,
  'WARN',
  'What the driver writes to standard error: ALL, DEBUG, INFO, WARN, ERROR or OFF.',
)
export const EXTRA_LISTENERS = optionalKey(
  'spark.extraListeners',
  text,
  'Modules, separated by commas, whose default export is a listener or a class of listeners, told of everything from the start.',
)
export const LOG_CONF = key(
  'spark.logConf',
  boolean,
  'false',
  'Whether the settings are logged, at the level INFO, when a context is made.',
)
export const SHOW_PROGRESS = key(
  'spark.ui.showConsoleProgress',
  boolean,
  'false',
  'Whether a line on standard error shows how far the running stages are.',
)
export const DRIVER_HOST = key(
  'spark.driver.host',
  text,
  '127.0.0.1',
  'The name or address by which executors reach the driver.',
)
export const DRIVER_BIND_ADDRESS = optionalKey(
  'spark.driver.bindAddress',
  text,
  'The address that the driver listens at; spark.driver.host unless said.',
)
export const DRIVER_PORT = key(
  'spark.driver.port',
  integer,
  '0',
  'The port of the driver; 0 for any.',
)

export const FILES = key(
  'spark.files',
  list,
  '',
  'Files that are added when the context is made, separated by commas.',
)
export const REFERENCE_TRACKING = key(
  'spark.cleaner.referenceTracking',
  boolean,
  'true',
  'Whether outputs of shuffles, cached partitions and broadcasts are removed once the program has let them go.',
)
export const PERIODIC_GC_INTERVAL = key(
  'spark.cleaner.periodicGC.interval',
  milliseconds('ms'),
  '30min',
  'How often the driver looks for garbage, so that what it has let go is removed; never when 0.',
)
export const GC_AFTER = key(
  'spark.firesteel.cleaner.gcAfter',
  integer,
  '1000',
  'After how many shuffles, persisted datasets and broadcasts the driver looks for garbage although it has memory left; never when 0.',
)

export const EXECUTOR_ENV = optionalKey(
  'spark.executorEnv.NAME',
  text,
  'An environment variable NAME of the executor processes; any number of them may be set.',
)

/** Reads what is needed later only, so that a wrong value is an error here. Throws `InvalidSettingError`. */
export function checkSettings(conf: SparkConf): void {
  for (const asked of [...Object.values(DATASET_KEYS), ...Object.values(SLOT_KEYS)])
    conf.get<unknown>(asked)
}

/** The two settings without which nothing can be started. Throws {@link MissingSettingError}. */
export function neededSettings(conf: SparkConf): {
  readonly master: string
  readonly appName: string
} {
  const master = conf.get(MASTER)
  if (master === undefined) {
    throw new MissingSettingError(
      'A master URL',
      MASTER.name,
      "new SparkConf().setMaster('local[*]'), or firesteel submit --master",
    )
  }
  const appName = conf.get(APP_NAME)
  if (appName === undefined) {
    throw new MissingSettingError(
      'An application name',
      APP_NAME.name,
      "new SparkConf().setAppName('my application'), or firesteel submit --name",
    )
  }
  return { master, appName }
}
