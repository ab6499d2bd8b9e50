import { dirname } from 'node:path'
import { join } from 'node:path'
import { exitWithParent } from '@firesteel/daemon/lifeline'
import { executorMemoryPlan } from '@firesteel/memory'
import { removeShuffleFiles, shuffleOptionsWithin, shuffleOptionsFrom } from '@firesteel/shuffle'
import { DiskStore, parseBlockName } from '@firesteel/storage'
import {
  AskPermissionToCommitOutput,
  BARRIER_SYNC_ENDPOINT,
  type BarrierSyncProtocol,
  BLOCK_DIRECTORY_ENDPOINT,
  BLOCK_STORAGE_ENDPOINT,
  BLOCK_TRANSFER_ENDPOINT,
  BROADCAST_ENDPOINT,
  type BlockDirectoryProtocol,
  blockUri,
  type BroadcastProtocol,
  EXECUTOR_ENDPOINT,
  ExecutorDecommissioning,
  HEARTBEAT_RECEIVER_ENDPOINT,
  type HeartbeatReceiverProtocol,
  LaunchedExecutor,
  OUTPUT_COMMIT_ENDPOINT,
  type OutputCommitProtocol,
  RequestToSync,
  type TaskDescription,
} from '@firesteel/task-messages'
import { blockFetcher } from './block-fetcher.js'
import { AddedFiles } from './added-files.js'
import { serveBlocks } from './block-server.js'
import { BlockStorageEndpoint } from './block-storage-endpoint.js'
import { BlockReports } from './blocks/block-reports.js'
import { BlockTransferEndpoint } from './blocks/block-transfer-endpoint.js'
import { RemoteBlocks } from './blocks/remote-blocks.js'
import { linkBroadcasts } from './broadcast-link.js'
import * as keys from './conf.js'
import { ExecutorEndpoint } from './executor-endpoint.js'
import {
  type Closers,
  type ExecutorEnvironment,
  createEnvironment,
} from './executor-environment.js'
import type { ExecutorOptions } from './executor-options.js'
import { Heartbeater } from './heartbeater.js'
import { KeptResults } from './kept-results.js'
import { prepareDeparture } from './migration/departure.js'
import { register } from './registration.js'
import { SlotPool } from './slot-pool.js'
import { StatusReporter } from './status-reporter.js'
import { TaskLauncher } from './task-launcher.js'
import { watchWorker } from './worker-watcher.js'

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
  const closers: Closers = []
  exitWithParent({ env, onLost: () => end({ code: 1, why: 'the worker let go of its lifeline' }) })
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

/** Registers and serves; resolves when tasks may come. */
async function start(options: ExecutorOptions, exit: Exit, closers: Closers): Promise<void> {
  const { driverUrl, executorId, cores, clock, logger } = options
  const environment = await createEnvironment(options, closers)
  const { conf, env, blockEnv, location, dirs, driver, driverAddress } = environment
  const results = new KeptResults({
    location,
    directBytes: conf.get(keys.MAX_DIRECT_RESULT),
    messageBytes: environment.maxResultBytes,
    usefulBytes: conf.get(keys.MAX_RESULT),
  })
  const { pool, reports } = createSlots(options, environment, results)
  closers.push(() => pool.stop())
  serveBlocks(blockEnv, {
    dirs,
    key: location.key,
    forOthers: (id) => pool.blocks.forOthers(id),
    readResult: (blockId) => results.read(blockId),
  })
  const launcher = new TaskLauncher(pool, environment.served)
  const departure = prepareDeparture(options, environment, {
    running: () => pool.running.length,
    blocks: pool.blocks,
    exit: (why) => exit(0, why),
  })
  closers.push(() => departure.stop())
  options.decommissioned?.addEventListener('abort', () => {
    // It gets no more tasks from then on; if the driver does not hear, it leaves all the same.
    void driver.ask(ExecutorDecommissioning, { executorId }).catch(() => false)
    departure.begin(false)
  })
  const statuses = new StatusReporter(driver, executorId)
  const actions = {
    launch: (task: TaskDescription) =>
      launcher.launch(task, (ended, result) => {
        const { state, data } = results.fit(task.taskId, ended, result)
        statuses.report(task, state, data)
      }),
    kill: (taskId: number, interrupt: boolean, reason: string) =>
      pool.kill(taskId, interrupt, reason),
    decommission: (hostLeaves: boolean) => departure.begin(hostLeaves),
    exit,
  }
  const self = env.setupEndpoint(
    EXECUTOR_ENDPOINT,
    new ExecutorEndpoint(driverAddress, actions, logger),
  )
  if (options.workerUrl !== undefined) {
    void watchWorker(env, options.workerUrl, logger, (why) => exit(1, why))
  }

  // Threads start while the driver is asked: both take their time.
  pool.prewarm(cores)
  await register(options, driver, self)
  await reports.register()
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
    onReregister: () => void reports.register().catch(() => {}),
    onGiveUp: (why) => exit(HEARTBEAT_FAILURE_EXIT_CODE, why),
  })
  closers.push(() => heartbeater.stop())
  logger.info({ cores, driverUrl }, 'the executor is ready')
}

/** The slots, and what ties their blocks to those of the others. */
function createSlots(
  options: ExecutorOptions,
  environment: ExecutorEnvironment,
  results: KeptResults,
): { readonly pool: SlotPool; readonly reports: BlockReports } {
  const { executorId, hostname, cores, clock, logger, random, workDir } = options
  const { conf, env, blockEnv, location, shuffleHome, dirs, driverAddress, bundle } = environment
  const memory = executorMemoryPlan(conf, cores)
  const filesRoot = join(workDir, 'files')
  const files = new AddedFiles(env, driverAddress, filesRoot)
  const broadcasts = linkBroadcasts({
    env,
    blockEnv,
    driver: env.refFor<BroadcastProtocol>(driverAddress, BROADCAST_ENDPOINT),
    driverAddress,
    location,
    random,
  })
  const commits = env.refFor<OutputCommitProtocol>(driverAddress, OUTPUT_COMMIT_ENDPOINT)
  const directory = env.refFor<BlockDirectoryProtocol>(driverAddress, BLOCK_DIRECTORY_ENDPOINT)
  const neighbours = new RemoteBlocks({
    env: blockEnv,
    directory,
    location,
    clock,
    logger,
    random,
    maxBytesInMemory: conf.get(keys.MAX_REMOTE_IN_MEMORY),
    peersTtlMs: conf.get(keys.CACHED_PEERS_TTL),
    maxReplicationFailures: conf.get(keys.MAX_REPLICATION_FAILURES),
    temporaryPath: () => `${dirs[0]}/temp_local_${options.ids()}`,
  })
  const barrier = env.refFor<BarrierSyncProtocol>(driverAddress, BARRIER_SYNC_ENDPOINT)
  // The driver is the one who gives up; this is for a driver that does not answer at all.
  const barrierMs = conf.get(keys.BARRIER_TIMEOUT) * 2
  const pool = new SlotPool({
    executorId,
    host: hostname,
    port: location.port,
    slots: cores,
    dirs,
    conf: Object.fromEntries(conf.getAll()),
    bundle,
    memory,
    compressBlocks: conf.get(keys.RDD_COMPRESS),
    killGraceMs: conf.get(keys.KILL_GRACE),
    clock,
    logger,
    ids: options.ids,
    neighbours,
    fetchRemote: blockFetcher({
      env: blockEnv,
      options: shuffleOptionsWithin(shuffleOptionsFrom(conf), memory.slotBytes),
      uriOf:
        shuffleHome?.uriOf ?? ((at, blockId) => blockUri({ ...at, key: location.key }, blockId)),
      dir: dirs[0] ?? '.',
      clock,
      unique: options.ids,
    }),
    canCommit: (attempt) => commits.ask(AskPermissionToCommitOutput, attempt),
    filesRoot,
    fetchFiles: (count) => files.fetch(count),
    fetchBroadcast: (broadcastId) => broadcasts.load(broadcastId),
    onBlock: (id, slot, status) => reports.update(id, slot, status),
    barrierSync: (request) => barrier.ask(RequestToSync, request, { timeoutMs: barrierMs }),
  })
  const { blocks } = pool
  const storage = env.setupEndpoint(
    BLOCK_STORAGE_ENDPOINT,
    new BlockStorageEndpoint({
      removeRdd: (rddId) => pool.removeRdd(rddId),
      // What outlives executors is deleted by whichever of the application still runs on the host.
      removeShuffle: (shuffleId) => {
        const homes = shuffleHome === undefined ? dirs : dirs.map((dir) => dirname(dir))
        return removeShuffleFiles(homes, shuffleId)
      },
      removeBlock: (name) => results.remove(name) || blocks.removeBlock(parseBlockName(name)),
      removeBroadcast: (broadcastId) => {
        pool.removeBroadcast(broadcastId)
        return broadcasts.remove(broadcastId)
      },
      replicate: (id, level) => blocks.replicateAgain(id, level),
    }),
  )
  const disk = new DiskStore({ dirs, unique: options.ids })
  blockEnv.setupEndpoint(
    BLOCK_TRANSFER_ENDPOINT,
    new BlockTransferEndpoint({ env: blockEnv, blocks, disk, key: location.key }),
  )
  const maxMemory = memory.poolBytes
  const reports = new BlockReports({ directory, location, maxMemory, storage, logger })
  return { pool, reports }
}
