import {
  type SparkConf,
  boolean,
  decimal,
  integer,
  key,
  milliseconds,
  optionalKey,
} from '@firesteel/conf'
import { SHUFFLE_SERVICE_KEYS } from '@firesteel/shuffle'
import { DynamicAllocationSettingError } from './errors.js'

const ENABLED = key(
  'spark.dynamicAllocation.enabled',
  boolean,
  'false',
  'Whether an application has as many executors as there is work for.',
)
const MIN = key(
  'spark.dynamicAllocation.minExecutors',
  integer,
  '0',
  'Executors that an application keeps, whether there is work for them or not.',
)
const INITIAL = optionalKey(
  'spark.dynamicAllocation.initialExecutors',
  integer,
  'Executors to begin with; minExecutors unless said.',
)
const MAX = key(
  'spark.dynamicAllocation.maxExecutors',
  integer,
  '2147483647',
  'Executors that an application never has more of.',
)
const INSTANCES = optionalKey(
  'spark.executor.instances',
  integer,
  'Executors to begin with, when that is more than initialExecutors.',
)
const RATIO = key(
  'spark.dynamicAllocation.executorAllocationRatio',
  decimal,
  '1',
  'The part of the slots that all tasks together would take which is asked for.',
)
const IDLE = key(
  'spark.dynamicAllocation.executorIdleTimeout',
  milliseconds('s'),
  '60s',
  'How long an executor may have nothing to do before it is given back.',
)
const CACHED_IDLE = optionalKey(
  'spark.dynamicAllocation.cachedExecutorIdleTimeout',
  milliseconds('s'),
  'The same for an executor that holds cached partitions; for ever unless said.',
)
const BACKLOG = key(
  'spark.dynamicAllocation.schedulerBacklogTimeout',
  milliseconds('s'),
  '1s',
  'How long tasks wait before more executors are asked for.',
)
const SUSTAINED = optionalKey(
  'spark.dynamicAllocation.sustainedSchedulerBacklogTimeout',
  milliseconds('s'),
  'How long they go on waiting before still more are asked for; schedulerBacklogTimeout unless said.',
)
const TRACKING = key(
  'spark.dynamicAllocation.shuffleTracking.enabled',
  boolean,
  'true',
  'Whether executors whose map outputs a running job may read are kept, where no shuffle service is used.',
)
const TRACKING_TIMEOUT = optionalKey(
  'spark.dynamicAllocation.shuffleTracking.timeout',
  milliseconds('s'),
  'How long an idle executor is kept for map outputs that no running job reads; for ever unless said.',
)
const DECOMMISSION = key(
  'spark.decommission.enabled',
  boolean,
  'false',
  'Whether executors and workers leave in order when they are told to.',
)
const EXECUTOR_CORES = optionalKey('spark.executor.cores', integer, 'cores of one executor')
const TASK_CPUS = key('spark.task.cpus', integer, '1', 'slots that one task occupies')

/** How many executors there may be, and when. Durations in milliseconds; infinite ones are Infinity. */
export interface AllocationSettings {
  readonly minExecutors: number
  readonly initialExecutors: number
  readonly maxExecutors: number
  readonly allocationRatio: number
  readonly idleTimeoutMs: number
  readonly cachedIdleTimeoutMs: number
  readonly backlogTimeoutMs: number
  readonly sustainedBacklogTimeoutMs: number
  /** Executors with map outputs that are of use are kept: nobody else serves these. */
  readonly tracksShuffles: boolean
  readonly shuffleTimeoutMs: number
  /** Executors are asked to leave in order instead of being killed. */
  readonly decommissions: boolean
  /** Tasks that one executor runs at once, as far as the settings say. */
  readonly slotsPerExecutor: number | undefined
}

/**
 * The settings in `conf`; undefined when the number of executors is not to follow the work. Throws
 * {@link DynamicAllocationSettingError} for settings that cannot hold together.
 */
export function allocationSettingsFrom(conf: SparkConf): AllocationSettings | undefined {
  if (!conf.get(ENABLED)) return undefined
  const minExecutors = conf.get(MIN)
  const backlogTimeoutMs = conf.get(BACKLOG)
  const hasService = conf.get(SHUFFLE_SERVICE_KEYS.enabled)
  const cores = conf.get(EXECUTOR_CORES)
  const settings: AllocationSettings = {
    minExecutors,
    initialExecutors: Math.max(
      minExecutors,
      conf.get(INITIAL) ?? minExecutors,
      conf.get(INSTANCES) ?? 0,
    ),
    maxExecutors: conf.get(MAX),
    allocationRatio: conf.get(RATIO),
    idleTimeoutMs: conf.get(IDLE),
    cachedIdleTimeoutMs: conf.get(CACHED_IDLE) ?? Number.POSITIVE_INFINITY,
    backlogTimeoutMs,
    sustainedBacklogTimeoutMs: conf.get(SUSTAINED) ?? backlogTimeoutMs,
    tracksShuffles: !hasService && conf.get(TRACKING),
    shuffleTimeoutMs: conf.get(TRACKING_TIMEOUT) ?? Number.POSITIVE_INFINITY,
    decommissions: conf.get(DECOMMISSION),
    slotsPerExecutor:
      cores === undefined ? undefined : Math.max(1, Math.floor(cores / conf.get(TASK_CPUS))),
  }
  assertPossible(settings, hasService)
  return settings
}

function assertPossible(settings: AllocationSettings, hasService: boolean): void {
  const { minExecutors: min, initialExecutors: initial, maxExecutors: max } = settings
  const refuse = (name: string, found: unknown, expected: string): never => {
    throw new DynamicAllocationSettingError(name, String(found), expected)
  }
  if (min < 0) refuse(MIN.name, min, 'at least 0')
  if (max <= 0) refuse(MAX.name, max, 'more than 0')
  if (min > max) refuse(MIN.name, min, `at most ${MAX.name}, which is ${max}`)
  if (initial > max) refuse(INITIAL.name, initial, `at most ${MAX.name}, which is ${max}`)
  const ratio = settings.allocationRatio
  if (!(ratio > 0 && ratio <= 1)) refuse(RATIO.name, ratio, 'more than 0 and at most 1')
  if (settings.backlogTimeoutMs <= 0) refuse(BACKLOG.name, '0', 'more than 0')
  if (settings.sustainedBacklogTimeoutMs <= 0) refuse(SUSTAINED.name, '0', 'more than 0')
  if (settings.idleTimeoutMs < 0) refuse(IDLE.name, settings.idleTimeoutMs, 'at least 0')
  if (hasService || settings.tracksShuffles || settings.decommissions) return
  refuse(
    ENABLED.name,
    'true',
    `that map outputs are kept: set ${SHUFFLE_SERVICE_KEYS.enabled.name}, ${TRACKING.name} or ${DECOMMISSION.name}`,
  )
}
