import type { AccumulatorRegistry } from '@firesteel/accumulator'
import type { DriverBroadcasts } from '@firesteel/broadcast'
import type { Clock } from '@firesteel/clock'
import type { ClassRegistry } from '@firesteel/closure'
import type { SparkConf } from '@firesteel/conf'
import { DagScheduler, dagSchedulerSettingsFrom } from '@firesteel/dag-scheduler'
import type { ListenerBus } from '@firesteel/listener-bus'
import type { Logger } from '@firesteel/logging'
import { groupExtension } from '@firesteel/rdd-core/runtime'
import { MapOutputTracker, SHUFFLE_SERVICE_KEYS } from '@firesteel/shuffle'
import { Serializer } from '@firesteel/serializer'
import type { BlockDirectory } from '@firesteel/storage'
import { TaskScheduler, readPools, taskSchedulerSettingsFrom } from '@firesteel/task-scheduler'
import type { ContextCleaner } from './context-cleaner.js'
import type { ProgramFiles } from './program-files.js'
import { stageCompiler } from './stage-compiler.js'
import { loggingUserPositions } from './user-positions.js'

/** What every driver needs, whatever it runs on. */
export interface DriverParts {
  readonly conf: SparkConf
  readonly appName: string
  readonly bus: ListenerBus
  readonly logger: Logger
  /** Its timers do not keep the process alive. */
  readonly clock: Clock
  readonly ids: () => string
  readonly accumulators: AccumulatorRegistry
  readonly broadcasts: DriverBroadcasts
  /** What the program has added for its tasks to read. */
  readonly files: ProgramFiles
  /** Removes what the program lets go; undefined when that is switched off. */
  readonly cleaner: ContextCleaner | undefined
  /** The application's classes by name. */
  readonly classes: ClassRegistry
  /** Aborts, with the error to fail with, when the context is stopped: a start that waits ends then. */
  readonly stopping: AbortSignal
}

/** The two schedulers, joined. */
export interface Schedulers {
  readonly taskScheduler: TaskScheduler
  readonly dag: DagScheduler
  readonly mapOutputs: MapOutputTracker
}

/** Makes the schedulers; the caller gives the task scheduler its back end. */
export async function createSchedulers(
  parts: DriverParts,
  blocks: BlockDirectory,
  maxTaskFailures?: number,
): Promise<Schedulers> {
  const { conf, bus, classes, cleaner, clock } = parts
  const logger = loggingUserPositions(parts.logger)
  const mapOutputs = new MapOutputTracker()
  const settings = taskSchedulerSettingsFrom(conf, { maxTaskFailures })
  const { mode, allocationFile } = settings
  const dirs = [process.env.SPARK_CONF_DIR ?? 'conf', '.']
  const rows = new Serializer({ classes, extensions: [groupExtension] })
  const taskScheduler = new TaskScheduler({
    ...settings,
    pools: await readPools({ mode, file: allocationFile, dirs, logger }),
    outputsOutliveExecutors: conf.get(SHUFFLE_SERVICE_KEYS.enabled),
    clock,
    logger,
    listenerBus: bus,
  })
  const dag = new DagScheduler({
    ...dagSchedulerSettingsFrom(conf),
    taskScheduler,
    mapOutputs,
    blocks: {
      locations: (rddId, partition) => blocks.locations({ kind: 'rdd', rddId, partition }),
      removeExecutor: (executorId) => blocks.removeExecutor(executorId),
    },
    compiler: stageCompiler(mapOutputs, classes),
    remains: cleaner && {
      shuffle: (dependency) => cleaner.watchShuffle(dependency, dependency.shuffleId),
      persisted: (node) => cleaner.watchRdd(node, node.id),
    },
    accumulators: { merge: (updates) => parts.accumulators.merge(updates, rows) },
    clock,
    logger,
    listenerBus: bus,
  })
  return { taskScheduler, dag, mapOutputs }
}
