import type { Clock } from '@firesteel/clock'
import type { SparkConf } from '@firesteel/conf'
import type { Logger } from '@firesteel/logging'
import { type EndpointRef, RpcEnv, rpcOptionsFrom } from '@firesteel/rpc-core'
import {
  BLOCK_DIRECTORY_ENDPOINT,
  BLOCK_STORAGE_ENDPOINT,
  type BlockDirectoryProtocol,
  type BlockLocation,
  type CoarseGrainedSchedulerProtocol,
  EXECUTOR_ENDPOINT,
  HEARTBEAT_RECEIVER_ENDPOINT,
  type HeartbeatReceiverProtocol,
  LaunchedExecutor,
  RegisterExecutor,
  StatusUpdate,
  type TaskDescription,
  type TaskState,
} from '@firesteel/task-messages'
import { fetchAppBundle } from './app-bundle.js'
import { fetchBlocks } from './block-client.js'
import { serveBlocks } from './block-server.js'
import { BlockStorageEndpoint } from './block-storage-endpoint.js'
import { CachedBlockLink } from './cached-block-link.js'
import * as keys from './conf.js'
import { appConf, findDriver } from './driver-link.js'
import { ExecutorRegistrationError } from './errors.js'
import { ExecutorEndpoint } from './executor-endpoint.js'
import { Heartbeater } from './heartbeater.js'
import { watchLifeline } from './lifeline.js'
import { makeLocalDirs, removeLocalDirs } from './local-dirs.js'
import { removeShuffleFiles } from './remove-shuffle-files.js'
import { SlotPool } from './slot-pool.js'
import { TaskLauncher } from './task-launcher.js'
import { watchWorker } from './worker-watcher.js'

/** Who an executor is and where it belongs. */
export interface ExecutorOptions {
  /** `spark://CoarseGrainedScheduler@host:port` */
  readonly driverUrl: string
  readonly executorId: string
  /** The name that others reach this host by. */
  readonly hostname: string
  /** The address to serve blocks at; `hostname` unless said. */
  readonly bindAddress?: string | undefined
  /** Task slots. */
  readonly cores: number
  readonly workerUrl?: string | undefined
  readonly resourceProfileId: number
  /** Settings that this process was started with. */
  readonly conf: SparkConf
  readonly env: Record<string, string | undefined>
  /** Where the application's files go. */
  readonly workDir: string
  readonly clock: Clock
  readonly logger: Logger
  readonly random: () => number
  readonly ids: () => string
  /** Aborted when the process is asked to end by a signal. */
  readonly terminated?: AbortSignal | undefined
}

/** How an executor ended. */
interface End {
  readonly code: number
  readonly why: string
}

/** The exit code of an executor that could not reach its driver for too long. */
const HEARTBEAT_FAILURE_EXIT_CODE = 56
/** The exit code of a process that SIGTERM ended. */
const TERMINATED_EXIT_CODE = 143
/** What a goodbye may take. */
const GOODBYE_MS = 2_000

/**
 * Runs an executor to its end and resolves with the exit code of its process.
 *
 *   fetch the settings → serve blocks → RegisterExecutor → slots → LaunchedExecutor → tasks …
 *   … until StopExecutor (0), or driver, worker or lifeline are gone (1), or heartbeats fail (56)
 *
 * @see org.apache.spark.executor.CoarseGrainedExecutorBackend
 */
export async function runExecutor(options: ExecutorOptions): Promise<number> {
  const { clock, logger, env } = options
  let end: (how: End) => void = () => {}
  const ended = new Promise<End>((resolve) => (end = resolve))
  const closers: (() => unknown)[] = []
  watchLifeline(env, () => end({ code: 1, why: 'the worker let go of its lifeline' }))
  options.terminated?.addEventListener('abort', () => {
    end({ code: TERMINATED_EXIT_CODE, why: 'a signal asked for it' })
  })
  const started = start(options, (code, why) => end({ code, why }), closers).then(
    () => ended,
    (error: Error) => {
      logger.error({ err: error }, 'the executor could not start')
      return { code: 1, why: error.message }
    },
  )
  const { code, why } = await Promise.race([started, ended])
  logger.info({ code, why }, 'the executor ends')
  const goodbye = Promise.allSettled(closers.reverse().map(async (close) => close()))
  await Promise.race([goodbye, new Promise<void>((resolve) => clock.after(GOODBYE_MS, resolve))])
  return code
}

type Exit = (code: number, why: string) => void

async function start(
  options: ExecutorOptions,
  exit: Exit,
  closers: (() => unknown)[],
): Promise<void> {
  const { driverUrl, executorId, hostname, cores, clock, logger } = options
  const conf = await fetchConf(options)
  const rpc = rpcOptionsFrom(conf, options.env)
  const env = await RpcEnv.create({
    name: 'sparkExecutor',
    conf: rpc,
    clientMode: true,
    clock,
    logger,
  })
  closers.push(() => env.shutdown())
  const blockEnv = await RpcEnv.create({
    name: 'sparkExecutorBlocks',
    conf: rpc,
    host: options.bindAddress ?? hostname,
    advertiseHost: hostname,
    port: conf.get(keys.BLOCK_MANAGER_PORT),
    clock,
    logger,
  })
  closers.push(() => blockEnv.shutdown())
  const dirs = makeLocalDirs({
    environment: options.env.SPARK_LOCAL_DIRS,
    setting: conf.get(keys.LOCAL_DIR),
    id: options.ids(),
  })
  process.once('exit', () => removeLocalDirs(dirs))
  const location: BlockLocation = {
    executorId,
    host: hostname,
    port: blockEnv.address?.port ?? 0,
    dirs,
  }

  const driver = await findDriver(env, driverUrl, clock, logger)
  const bundleUri = conf.get(keys.APP_BUNDLE)
  const bundle =
    bundleUri === undefined ? undefined : await fetchAppBundle(env, bundleUri, options.workDir)

  const heapMb = keys.slotHeapMb(conf, cores)
  const cacheBytes = keys.slotCacheBytes(conf, heapMb)
  const pool = new SlotPool({
    executorId,
    host: hostname,
    port: location.port,
    slots: cores,
    dirs,
    conf: Object.fromEntries(conf.getAll()),
    bundle,
    heapMb,
    cacheBytes,
    killGraceMs: conf.get(keys.KILL_GRACE),
    clock,
    logger,
    fetchRemote: (from, blockIds) => fetchBlocks(blockEnv, from, blockIds),
    fetchCached: (rddId, partition) => cached.fetch(rddId, partition),
    onBlock: (slot, update) => cached.update(slot, update),
  })
  closers.push(() => pool.stop())
  serveBlocks(blockEnv, { dirs, readCached: (rdd, partition) => pool.readCached(rdd, partition) })

  const driverAddress = driver.address
  if (driverAddress === null) throw new Error(`invariant broken: ${driverUrl} has no address`)
  const storage = env.setupEndpoint(
    BLOCK_STORAGE_ENDPOINT,
    new BlockStorageEndpoint({
      removeRdd: (rddId) => pool.removeRdd(rddId),
      removeShuffle: (shuffleId) => removeShuffleFiles(dirs, shuffleId),
    }),
  )
  const cached = new CachedBlockLink({
    env: blockEnv,
    directory: env.refFor<BlockDirectoryProtocol>(driverAddress, BLOCK_DIRECTORY_ENDPOINT),
    location,
    maxMemory: cacheBytes * cores,
    storage,
    logger,
  })
  const launcher = new TaskLauncher(pool, location)
  const self = env.setupEndpoint(
    EXECUTOR_ENDPOINT,
    new ExecutorEndpoint(
      driverAddress,
      {
        launch: (task) =>
          launcher.launch(task, (state, data) => report(driver, executorId, task, state, data)),
        kill: (taskId, interrupt, reason) => pool.kill(taskId, interrupt, reason),
        exit,
      },
      logger,
    ),
  )
  if (options.workerUrl !== undefined) {
    void watchWorker(env, options.workerUrl, logger, (why) => exit(1, why))
  }

  // Threads start while the driver is asked: both take their time.
  pool.prewarm(cores)
  await register(options, driver, self)
  await cached.register()
  driver.send(LaunchedExecutor, { executorId })
  const heartbeater = new Heartbeater({
    executorId,
    location,
    receiver: env.refFor<HeartbeatReceiverProtocol>(driverAddress, HEARTBEAT_RECEIVER_ENDPOINT),
    intervalMs: conf.get(keys.HEARTBEAT_INTERVAL),
    maxFailures: conf.get(keys.HEARTBEAT_MAX_FAILURES),
    clock,
    logger,
    random: options.random,
    usage: () => ({ rssBytes: process.memoryUsage.rss() }),
    onReregister: () => void cached.register().catch(() => {}),
    onGiveUp: (why) => exit(HEARTBEAT_FAILURE_EXIT_CODE, why),
  })
  closers.push(() => heartbeater.stop())
  logger.info({ cores, driverUrl }, 'the executor is ready')
}

function report(
  driver: EndpointRef<CoarseGrainedSchedulerProtocol>,
  executorId: string,
  { taskId, cpus }: TaskDescription,
  state: TaskState,
  data: Uint8Array,
): void {
  driver.send(StatusUpdate, { executorId, taskId, state, data, taskCpus: cpus, resources: {} })
}

/** Asks the driver for the settings over a connection of its own: the real one is made with them. */
async function fetchConf(options: ExecutorOptions): Promise<SparkConf> {
  const { conf, clock, logger, driverUrl, resourceProfileId } = options
  const fetcher = await RpcEnv.create({
    name: 'driverPropsFetcher',
    conf: rpcOptionsFrom(conf, options.env),
    clientMode: true,
    clock,
    logger,
  })
  try {
    const driver = await findDriver(fetcher, driverUrl, clock, logger)
    const fetched = await appConf(driver, resourceProfileId, conf)
    return fetched.set('spark.executor.id', options.executorId)
  } finally {
    await fetcher.shutdown()
  }
}

async function register(
  options: ExecutorOptions,
  driver: EndpointRef<CoarseGrainedSchedulerProtocol>,
  executorRef: Parameters<typeof driver.ask<typeof RegisterExecutor>>[1]['executorRef'],
): Promise<void> {
  const { executorId, hostname, cores, resourceProfileId, env, driverUrl } = options
  try {
    await driver.ask(RegisterExecutor, {
      executorId,
      executorRef,
      hostname,
      cores,
      logUrls: withPrefix(env, 'SPARK_LOG_URL_', (name) => name.toLowerCase()),
      attributes: withPrefix(env, 'SPARK_EXECUTOR_ATTRIBUTE_', (name) => name.toUpperCase()),
      resources: {},
      resourceProfileId,
    })
  } catch (error) {
    throw new ExecutorRegistrationError(driverUrl, error as Error)
  }
}

const withPrefix = (
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  rename: (name: string) => string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env)
      .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
      .map(([name, value]) => [rename(name.slice(prefix.length)), value ?? '']),
  )
