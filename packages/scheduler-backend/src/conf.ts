import {
  boolean,
  byteCount,
  decimal,
  integer,
  key,
  milliseconds,
  optionalKey,
  type SparkConf,
} from '@firesteel/conf'

const MAX_MESSAGE = key(
  'spark.rpc.message.maxSize',
  byteCount('m'),
  '128',
  'the largest message, in MiB: a task that is larger is not sent',
)
const REVIVE_INTERVAL = key(
  'spark.scheduler.revive.interval',
  milliseconds(),
  '1s',
  'how often free slots are offered when nothing happens',
)
const MIN_REGISTERED = key(
  'spark.scheduler.minRegisteredResourcesRatio',
  decimal,
  '0',
  'the part of spark.cores.max that must have registered before the default parallelism is known',
)
const MAX_WAIT = key(
  'spark.scheduler.maxRegisteredResourcesWaitingTime',
  milliseconds(),
  '30s',
  'how long executors are waited for before the default parallelism is taken as it is',
)
const REMOVE_DELAY = key(
  'spark.standalone.executorRemoveDelayOnDisconnection',
  milliseconds(),
  '5s',
  'how long the reason of a lost executor is waited for before its tasks fail without one',
)
const NETWORK_TIMEOUT = key(
  'spark.network.timeout',
  milliseconds('s'),
  '120s',
  'how long an executor may be silent before it is given up',
)
const NETWORK_TIMEOUT_INTERVAL = key(
  'spark.network.timeoutInterval',
  milliseconds(),
  '60s',
  'how often silent executors are looked for',
)
const CORES_MAX = optionalKey('spark.cores.max', integer, 'cores that the application takes in all')
const EXECUTOR_CORES = optionalKey('spark.executor.cores', integer, 'cores of one executor')
const EXECUTOR_MEMORY = key(
  'spark.executor.memory',
  byteCount('m'),
  '1g',
  'memory of one executor: the heaps of its slots together',
)
const TASK_CPUS = key('spark.task.cpus', integer, '1', 'slots that one task occupies')
const PARALLELISM = optionalKey(
  'spark.default.parallelism',
  integer,
  'partitions that a dataset has when nothing else says how many',
)

const KILL_INTERVAL = optionalKey(
  'spark.executor.decommission.killInterval',
  milliseconds('s'),
  'how long an executor that leaves lives on, as far as the application can tell: tasks that would take longer get a copy elsewhere when spark.speculation is on',
)
const FORCE_KILL = optionalKey(
  'spark.executor.decommission.forceKillTimeout',
  milliseconds('s'),
  'how long an executor that was asked to leave may take before it is ended',
)
const PROACTIVE = key(
  'spark.storage.replication.proactive',
  boolean,
  'true',
  'whether blocks of which copies were lost with an executor are copied again at once',
)

const BARRIER_TIMEOUT = key(
  'spark.barrier.sync.timeout',
  milliseconds('s'),
  '365d',
  'how long tasks of a barrier stage wait for each other',
)

/** How long tasks of barrier stages wait for each other, in milliseconds. */
export const barrierTimeoutFrom = (conf: SparkConf): number => conf.get(BARRIER_TIMEOUT)

const BYTES_PER_MB = 1_048_576

/** How executors are kept. */
export interface CoarseGrainedSettings {
  readonly maxMessageBytes: number
  readonly reviveIntervalMs: number
  readonly minRegisteredRatio: number
  readonly maxRegisteredWaitMs: number
  readonly removeDelayMs: number
  readonly heartbeatTimeoutMs: number
  readonly heartbeatScanMs: number
  readonly maxCores: number | undefined
  readonly taskCpus: number
  readonly executorMemoryMb: number
  readonly executorCores: number | undefined
  readonly parallelism: number | undefined
  /** Executors to begin with, when their number follows the work; as many as the cores allow unless said. */
  readonly initialExecutors?: number | undefined
  /** After how long executors that leave are expected to be gone. */
  readonly decommissionKillIntervalMs?: number | undefined
  /** After how long executors that leave are ended. */
  readonly decommissionForceKillMs?: number | undefined
  /** Whether blocks that lost a copy with their executor are copied again. */
  readonly replicatesProactively: boolean
}

/** The settings in `conf`. */
export const coarseGrainedSettingsFrom = (conf: SparkConf): CoarseGrainedSettings => ({
  maxMessageBytes: conf.get(MAX_MESSAGE),
  reviveIntervalMs: conf.get(REVIVE_INTERVAL),
  minRegisteredRatio: conf.get(MIN_REGISTERED),
  maxRegisteredWaitMs: conf.get(MAX_WAIT),
  removeDelayMs: conf.get(REMOVE_DELAY),
  heartbeatTimeoutMs: conf.get(NETWORK_TIMEOUT),
  heartbeatScanMs: conf.get(NETWORK_TIMEOUT_INTERVAL),
  maxCores: conf.get(CORES_MAX),
  taskCpus: conf.get(TASK_CPUS),
  executorMemoryMb: Math.floor(conf.get(EXECUTOR_MEMORY) / BYTES_PER_MB),
  executorCores: conf.get(EXECUTOR_CORES),
  parallelism: conf.get(PARALLELISM),
  decommissionKillIntervalMs: conf.get(KILL_INTERVAL),
  decommissionForceKillMs: conf.get(FORCE_KILL),
  replicatesProactively: conf.get(PROACTIVE),
})
