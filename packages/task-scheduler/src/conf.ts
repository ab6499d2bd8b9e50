import {
  byteCount,
  integer,
  key,
  milliseconds,
  oneOf,
  optionalKey,
  type SparkConf,
  text,
} from '@firesteel/conf'
import { type ExclusionSettings, exclusionSettingsFrom } from './exclusion/conf.js'
import { type SpeculationSettings, speculationSettingsFrom } from './speculation/conf.js'
import type { LocalityWaits } from './locality.js'
import type { SchedulingMode } from './pool.js'

const MAX_FAILURES = key(
  'spark.task.maxFailures',
  integer,
  '4',
  'how often one task may fail before its job is given up',
)
const CPUS = key('spark.task.cpus', integer, '1', 'slots that one task occupies')
const LOCALITY_WAIT = key(
  'spark.locality.wait',
  milliseconds(),
  '3s',
  'how long a free slot waits for a task that is nearer to its data',
)
const WAIT_SLOT = key(
  'spark.locality.wait.slot',
  milliseconds(),
  '500ms',
  'how long a task waits for the slot whose heap holds its block; another slot gets a copy',
)
const WAIT_PROCESS = optionalKey(
  'spark.locality.wait.process',
  milliseconds(),
  'as spark.locality.wait, for the executor that holds the block',
)
const WAIT_NODE = optionalKey(
  'spark.locality.wait.node',
  milliseconds(),
  'as spark.locality.wait, for the host that holds the data',
)
const WAIT_RACK = optionalKey(
  'spark.locality.wait.rack',
  milliseconds(),
  'as spark.locality.wait, for the rack that holds the data',
)
const MAX_RESULT_SIZE = key(
  'spark.driver.maxResultSize',
  byteCount(),
  '1g',
  'results of one job that the driver takes; 0 is no limit',
)
const STARVATION = key(
  'spark.starvation.timeout',
  milliseconds(),
  '15s',
  'how often it is said that a job waits for its first slot',
)
const MODE = key(
  'spark.scheduler.mode',
  (value, name) => oneOf('FIFO', 'FAIR')(value.trim().toUpperCase(), name),
  'FIFO',
  'how jobs of one driver share the cluster: FIFO, or FAIR between pools',
)
const ALLOCATION_FILE = optionalKey(
  'spark.scheduler.allocation.file',
  text,
  'the pools of FAIR scheduling: fairscheduler.xml as in Spark, or the same as YAML or JSON',
)

/** How tasks are scheduled. */
export interface TaskSchedulerSettings {
  readonly maxTaskFailures: number
  readonly cpusPerTask: number
  readonly localityWaits: LocalityWaits
  readonly maxResultSizeBytes: number
  readonly starvationTimeoutMs: number
  /** Undefined: off. */
  readonly speculation?: SpeculationSettings | undefined
  /** Undefined: off. */
  readonly exclusion?: ExclusionSettings | undefined
  readonly mode: SchedulingMode
  /** Where the pools are defined, if somebody said. */
  readonly allocationFile: string | undefined
}

/**
 * The settings in `conf`. Local mode gives a task one try unless `spark.task.maxFailures` or
 * `local[N,F]` says otherwise: pass `maxTaskFailures`.
 */
export function taskSchedulerSettingsFrom(
  conf: SparkConf,
  overrides: { readonly maxTaskFailures?: number | undefined } = {},
): TaskSchedulerSettings {
  const wait = conf.get(LOCALITY_WAIT)
  const isLocal = overrides.maxTaskFailures !== undefined
  return {
    maxTaskFailures: overrides.maxTaskFailures ?? conf.get(MAX_FAILURES),
    cpusPerTask: conf.get(CPUS),
    localityWaits: {
      slotMs: conf.get(WAIT_SLOT),
      processMs: conf.get(WAIT_PROCESS) ?? wait,
      nodeMs: conf.get(WAIT_NODE) ?? wait,
      rackMs: conf.get(WAIT_RACK) ?? wait,
    },
    maxResultSizeBytes: conf.get(MAX_RESULT_SIZE),
    starvationTimeoutMs: conf.get(STARVATION),
    // A second attempt in the same process would be as slow, and there is nowhere else to go.
    speculation: isLocal ? undefined : speculationSettingsFrom(conf),
    exclusion: isLocal ? undefined : exclusionSettingsFrom(conf),
    mode: conf.get(MODE),
    allocationFile: conf.get(ALLOCATION_FILE),
  }
}
