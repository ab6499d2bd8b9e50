import {
  type SparkConf,
  byteCount,
  decimal,
  integer,
  key,
  milliseconds,
  optionalKey,
  text,
} from '@firesteel/conf'

const MIB = 1024 ** 2

export const EXECUTOR_MEMORY = key(
  'spark.executor.memory',
  byteCount('m'),
  '1g',
  'Heap of an executor; its task slots share it out evenly.',
)
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
export const MEMORY_FRACTION = key(
  'spark.memory.fraction',
  decimal,
  '0.6',
  "Share of a slot's heap that cached rows may take.",
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
export const APP_BUNDLE = optionalKey(
  'spark.firesteel.app.bundle',
  text,
  "Where executors find the application's bundle; set by submit.",
)

/** The heap of one of `slots` threads that share `spark.executor.memory`, in MiB. */
export const slotHeapMb = (conf: SparkConf, slots: number): number =>
  // A thread below this cannot load the engine and do anything else.
  Math.max(128, Math.floor(conf.get(EXECUTOR_MEMORY) / MIB / slots))

/** Bytes of a slot's heap that cached rows may take. */
export const slotCacheBytes = (conf: SparkConf, heapMb: number): number =>
  Math.floor(heapMb * MIB * conf.get(MEMORY_FRACTION))

/** Heap that V8 gives a thread when nobody limits it, about: half of a usual machine's default. */
const UNLIMITED_HEAP_MB = 2_048

/**
 * The heap of one of `slots` threads of local mode: limited only when `spark.executor.memory` was set,
 * since nobody gave this process a share of the machine.
 */
export function localSlotHeapMb(
  conf: SparkConf,
  slots: number,
): { readonly limit: number | undefined; readonly estimate: number } {
  const limit = conf.contains(EXECUTOR_MEMORY.name) ? slotHeapMb(conf, slots) : undefined
  return { limit, estimate: limit ?? UNLIMITED_HEAP_MB }
}
