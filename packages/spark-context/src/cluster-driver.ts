import { userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import { APP_BUNDLE, APP_KEY, servePieces } from '@firesteel/executor'
import { executorMemoryPlan } from '@firesteel/memory'
import { RpcAddress, RpcEnv, rpcOptionsFrom } from '@firesteel/rpc-core'
import { SHUFFLE_SERVICE_KEYS } from '@firesteel/shuffle'
import {
  BroadcastDirectory,
  BarrierCoordinator,
  barrierTimeoutFrom,
  StandaloneBackend,
  coarseGrainedSettingsFrom,
} from '@firesteel/scheduler-backend'
import { BlockDirectory } from '@firesteel/storage'
import { BROADCAST_ENDPOINT } from '@firesteel/task-messages'
import { appBundle } from './app-bundle.js'
import { allocationSettingsFrom } from '@firesteel/dynamic-allocation'
import { followTheWork } from './executor-allocation.js'
import { OUTPUT_COMMIT_ENDPOINT, OutputCommitProtocol } from '@firesteel/task-messages'
import { taskSchedulerSettingsFrom } from '@firesteel/task-scheduler'
import { unlessAborted } from './unless-aborted.js'
import { DRIVER_BIND_ADDRESS, DRIVER_HOST, DRIVER_PORT, EXECUTOR_ENV } from './conf.js'
import type { Driver } from './driver.js'
import { type DriverParts, createSchedulers } from './schedulers.js'
import { ShuffleServices } from './shuffle-services.js'

/** Settings that stay on the driver: an executor gets the secret from its worker. */
const KEPT_BACK = /^spark\.(authenticate\.secret$|ssl\..*password)/i
/** The variable by which executors, and the shuffle services of their workers, learn the application's token. */
const SHUFFLE_TOKEN = 'FIRESTEEL_SHUFFLE_TOKEN'
const STILL_ALONE =
  'too few executors have registered so far; check that workers are registered with the Master and have the cores and the memory that one executor asks for'

/** A driver whose tasks run in executors of the cluster that the Masters at `urls` lead. */
export async function startClusterDriver(
  parts: DriverParts,
  urls: readonly string[],
  onDead: (error: Error) => void,
): Promise<Driver> {
  const { conf, clock, logger } = parts
  const host = conf.get(DRIVER_HOST)
  const env = await RpcEnv.create({
    name: 'sparkDriver',
    conf: rpcOptionsFrom(conf, process.env),
    host: conf.get(DRIVER_BIND_ADDRESS) ?? host,
    advertiseHost: host,
    port: conf.get(DRIVER_PORT),
    // A program that is done but forgot to stop its context must end: see exit-guard.ts.
    keepProcessAlive: false,
    clock,
    logger,
  })
  try {
    return await registered(parts, env, urls, onDead)
  } catch (error) {
    await env.shutdown()
    throw error
  }
}

async function registered(
  parts: DriverParts,
  env: RpcEnv,
  urls: readonly string[],
  onDead: (error: Error) => void,
): Promise<Driver> {
  const { conf, appName, clock, logger } = parts
  const bundle = appBundle()
  const bundleUri = bundle === undefined ? undefined : env.fileServer.addFile(fileURLToPath(bundle))
  const { executorCores } = coarseGrainedSettingsFrom(conf)
  // Said here: executors that cannot start would say it in their own logs only.
  if (executorCores !== undefined) executorMemoryPlan(conf, executorCores)
  const allocation = allocationSettingsFrom(conf)
  const blocks = new BlockDirectory()
  const key = parts.ids()
  const token = conf.get(SHUFFLE_SERVICE_KEYS.enabled) ? parts.ids() : undefined
  const { taskScheduler, dag, mapOutputs } = await createSchedulers(parts, blocks)
  const backend = new StandaloneBackend({
    barriers: new BarrierCoordinator({
      clock,
      timeoutMs: barrierTimeoutFrom(conf),
      listenerBus: parts.bus,
    }),
    env,
    key,
    scheduler: taskScheduler,
    blocks,
    settings: {
      ...coarseGrainedSettingsFrom(conf),
      initialExecutors: allocation?.initialExecutors,
    },
    sparkProperties: () => [
      ...conf.getAll().filter(([name]) => !KEPT_BACK.test(name)),
      [APP_KEY.name, key] as const,
      ...(bundleUri === undefined ? [] : ([[APP_BUNDLE.name, bundleUri]] as const)),
    ],
    mapOutputMoved: ({ shuffleId, mapId, location }) =>
      mapOutputs.moveMapOutput(shuffleId, mapId, location),
    masters: urls.map((url) => RpcAddress.fromSparkUrl(url)),
    application: {
      name: appName,
      user: userInfo().username,
      environment: {
        ...Object.fromEntries(conf.getAllWithPrefix(EXECUTOR_ENV.name.replace('NAME', ''))),
        ...(token === undefined ? {} : { [SHUFFLE_TOKEN]: token }),
      },
    },
    onDead,
    clock,
    logger,
    listenerBus: parts.bus,
  })
  taskScheduler.initialize(backend)
  const appId = (): string => backend.applicationId()
  const services =
    token === undefined ? undefined : new ShuffleServices({ env, logger, token, appId })
  const manager = allocation && followTheWork(allocation, backend, parts)
  const { broadcasts, bus } = parts
  parts.files.serve(env)
  const pieces = new BroadcastDirectory(broadcasts)
  env.setupEndpoint(BROADCAST_ENDPOINT, pieces)
  servePieces(env, key, (broadcastId, piece) => broadcasts.piece(broadcastId, piece))
  bus.on('executorRemoved', ({ executorId }) => pieces.forgetExecutor(executorId))
  env.setupEndpoint(OUTPUT_COMMIT_ENDPOINT, {
    protocol: OutputCommitProtocol,
    handlers: { AskPermissionToCommitOutput: (attempt) => dag.commits.canCommit(attempt) },
  })
  // Until then a job that asks how many slots there are is not submitted, and nobody would say why.
  const { starvationTimeoutMs } = taskSchedulerSettingsFrom(conf)
  const lonely = clock.after(starvationTimeoutMs, () => {
    if (!backend.isReady()) logger.warn(STILL_ALONE)
  })
  const stop = async (): Promise<void> => {
    lonely()
    manager?.stop()
    dag.stop()
    taskScheduler.stop()
    await backend.stop()
    await env.shutdown()
  }
  try {
    await unlessAborted(parts.stopping, backend.start())
  } catch (error) {
    await stop()
    throw error
  }
  return {
    dag,
    applicationId: backend.applicationId(),
    slots: backend.ready.then(() => backend.defaultParallelism()),
    pools: () => taskScheduler.getAllPools(),
    killTaskAttempt: (...which) => taskScheduler.killTaskAttempt(...which),
    blocks,
    removeRdd: (rddId) => backend.removeRdd(rddId),
    executors: { ids: () => backend.executorIds, control: backend.control },
    removeBroadcast: (broadcastId) => {
      pieces.forgetBroadcast(broadcastId)
      return backend.removeBroadcast(broadcastId)
    },
    removeShuffle: async (shuffleId) => {
      const places = mapOutputs.servedAt(shuffleId)
      mapOutputs.unregisterShuffle(shuffleId)
      // Executors that are kept for these outputs only may go now.
      manager?.shuffleRemoved(shuffleId)
      await backend.removeShuffle(shuffleId)
      await services?.removeShuffle(shuffleId, places)
    },
    stop,
  }
}
