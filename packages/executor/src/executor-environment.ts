import type { SparkConf } from '@firesteel/conf'
import { type EndpointRef, type RpcAddress, RpcEnv, rpcOptionsFrom } from '@firesteel/rpc-core'
import type { BlockLocation, CoarseGrainedSchedulerProtocol } from '@firesteel/task-messages'
import { fetchAppBundle } from './app-bundle.js'
import { APP_BUNDLE, APP_KEY, BLOCK_MANAGER_PORT, LOCAL_DIR } from './conf.js'
import { appConf, findDriver } from './driver-link.js'
import type { ExecutorOptions } from './executor-options.js'
import { makeLocalDirs, removeLocalDirs } from './local-dirs.js'
import { type ShuffleHome, shuffleHomeFrom } from './shuffle-home.js'

/** What is closed, last first, when the executor ends. */
export type Closers = (() => unknown)[]

/** Where an executor stands before it registers. */
export interface ExecutorEnvironment {
  /** The application's settings. */
  readonly conf: SparkConf
  /** The line to the driver: listens nowhere, the driver answers on it. */
  readonly env: RpcEnv
  /** Where other executors of the application fetch blocks. */
  readonly blockEnv: RpcEnv
  /** How others name this executor's blocks, with the key of the application. */
  readonly location: BlockLocation & { readonly key: string }
  /** How readers name this executor's map outputs. */
  readonly served: BlockLocation
  /** The worker's shuffle service; undefined when this executor serves its map outputs itself. */
  readonly shuffleHome: ShuffleHome | undefined
  readonly dirs: readonly string[]
  readonly driver: EndpointRef<CoarseGrainedSchedulerProtocol>
  readonly driverAddress: RpcAddress
  /** A larger result does not fit into one message to the driver. */
  readonly maxResultBytes: number
  /** The application's bundle as a file URL. */
  readonly bundle: string | undefined
}

/** What rpc-core takes for the longest frame when nothing is set, and what a frame holds besides a result. */
const DEFAULT_FRAME_BYTES = 512 * 1024 * 1024
const FRAME_ROOM_BYTES = 64 * 1024

/** Fetches the settings, opens both environments, makes directories, fetches the bundle. */
export async function createEnvironment(
  options: ExecutorOptions,
  closers: Closers,
): Promise<ExecutorEnvironment> {
  const { driverUrl, executorId, hostname, clock, logger } = options
  const conf = await fetchConf(options)
  const rpc = rpcOptionsFrom(conf, options.env)
  const env = await RpcEnv.create({
    name: 'sparkExecutor',
    // A report that is dropped is a job that never ends; results are in memory here in any case.
    conf: { ...rpc, maxQueuedBytes: Number.MAX_SAFE_INTEGER },
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
    port: conf.get(BLOCK_MANAGER_PORT),
    clock,
    logger,
  })
  closers.push(() => blockEnv.shutdown())
  const shuffleHome = shuffleHomeFrom(conf, options)
  const dirs = makeLocalDirs({
    environment: options.env.SPARK_LOCAL_DIRS,
    setting: conf.get(LOCAL_DIR),
    name: shuffleHome?.dirName ?? `blockmgr-${options.ids()}`,
    stay: shuffleHome !== undefined,
  })
  // What the shuffle service serves goes with the application: the worker sees to it.
  if (shuffleHome === undefined) process.once('exit', () => removeLocalDirs(dirs))
  const driver = await findDriver(env, driverUrl, clock, logger)
  const driverAddress = driver.address
  if (driverAddress === null) throw new Error(`invariant broken: ${driverUrl} has no address`)
  const bundleUri = conf.get(APP_BUNDLE)
  const bundle =
    bundleUri === undefined ? undefined : await fetchAppBundle(env, bundleUri, options.workDir)
  const port = blockEnv.address?.port ?? 0
  // Without a key of the application nobody gets anything but what the driver tells them the key of.
  const key = conf.get(APP_KEY) ?? options.ids()
  const location = { executorId, host: hostname, port, dirs, key }
  const maxResultBytes = (rpc.maxFrameBytes ?? DEFAULT_FRAME_BYTES) - FRAME_ROOM_BYTES
  return {
    conf,
    env,
    blockEnv,
    location,
    served: shuffleHome === undefined ? location : { ...location, port: shuffleHome.port },
    shuffleHome,
    dirs,
    driver,
    driverAddress,
    bundle,
    maxResultBytes,
  }
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
