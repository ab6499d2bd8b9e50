import { totalmem } from 'node:os'
import {
  KILL_GRACE,
  LOCAL_DIR,
  RDD_COMPRESS,
  SlotPool,
  TaskLauncher,
  makeLocalDirs,
  removeLocalDirs,
} from '@firesteel/executor'
import { localMemoryPlan } from '@firesteel/memory'
import {
  BarrierCoordinator,
  BlockManagerMaster,
  barrierTimeoutFrom,
  DRIVER_EXECUTOR_ID,
  LocalBackend,
} from '@firesteel/scheduler-backend'
import { removeShuffleFiles } from '@firesteel/shuffle'
import { BlockDirectory, blockName, parseBlockName } from '@firesteel/storage'
import { appBundle } from './app-bundle.js'
import type { Driver } from './driver.js'
import { type DriverParts, createSchedulers } from './schedulers.js'

const HOST = 'localhost'
/** Threads that start at once; the others with their first task, so that a small job starts soon. */
const PREWARMED = 2

/** What this machine, or the container we are in, has. */
const machineBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || totalmem())

/** A driver that runs its tasks in `threads` threads of this process. */
export async function startLocalDriver(
  parts: DriverParts,
  { threads, maxFailures }: { readonly threads: number; readonly maxFailures: number },
): Promise<Driver> {
  const { conf, clock, logger, ids } = parts
  const dirs = makeLocalDirs({
    environment: process.env.SPARK_LOCAL_DIRS,
    setting: conf.get(LOCAL_DIR),
    name: `blockmgr-${ids()}`,
  })
  const removeDirs = (): void => removeLocalDirs(dirs)
  process.once('exit', removeDirs)
  const location = { executorId: DRIVER_EXECUTOR_ID, host: HOST, port: 0, dirs }
  const directory = new BlockDirectory()
  const master = new BlockManagerMaster({ directory, clock, logger, listenerBus: parts.bus })
  const memory = localMemoryPlan(conf, threads, machineBytes())
  const barriers = new BarrierCoordinator({
    clock,
    timeoutMs: barrierTimeoutFrom(conf),
    listenerBus: parts.bus,
  })
  const pool = new SlotPool({
    executorId: DRIVER_EXECUTOR_ID,
    host: HOST,
    port: 0,
    slots: threads,
    dirs,
    conf: Object.fromEntries(conf.getAll()),
    bundle: appBundle()?.href,
    memory,
    compressBlocks: conf.get(RDD_COMPRESS),
    ids,
    killGraceMs: conf.get(KILL_GRACE),
    clock,
    logger,
    fetchRemote: () => Promise.reject(new Error('local mode has no other executor')),
    barrierSync: (request) => barriers.sync(request),
    canCommit: (attempt) => Promise.resolve(dag.commits.canCommit(attempt)),
    filesRoot: parts.files.root,
    fetchBroadcast: (broadcastId) => Promise.resolve(parts.broadcasts.bytes(broadcastId)),
    onBlock: (id, slot, status) => {
      master.updated(DRIVER_EXECUTOR_ID, slot, blockName(id), status)
    },
  })
  master.registered(location, memory.poolBytes, {
    removeRdd: (rddId) => Promise.resolve(pool.removeRdd(rddId)),
    removeShuffle: (shuffleId) => Promise.resolve(removeShuffleFiles(dirs, shuffleId)),
    removeBlock: (name) => Promise.resolve(pool.blocks.removeBlock(parseBlockName(name))),
    removeBroadcast: (broadcastId) => {
      pool.removeBroadcast(broadcastId)
      return Promise.resolve(true)
    },
    replicate: () => Promise.resolve(false),
  })
  pool.prewarm(Math.min(threads, PREWARMED))
  const { taskScheduler, dag, mapOutputs } = await createSchedulers(parts, directory, maxFailures)
  const backend = new LocalBackend({
    scheduler: taskScheduler,
    runner: new TaskLauncher(pool, location),
    host: HOST,
    clock,
  })
  taskScheduler.initialize(backend)
  const started = backend.start()
  return {
    dag,
    applicationId: backend.applicationId(),
    slots: started.then(() => backend.ready).then(() => backend.defaultParallelism()),
    pools: () => taskScheduler.getAllPools(),
    killTaskAttempt: (...which) => taskScheduler.killTaskAttempt(...which),
    blocks: directory,
    removeRdd: (rddId) => master.removeRdd(rddId),
    removeBroadcast: (broadcastId) => master.removeBroadcast(broadcastId),
    removeShuffle: (shuffleId) => {
      mapOutputs.unregisterShuffle(shuffleId)
      return master.removeShuffle(shuffleId)
    },
    stop: async () => {
      dag.stop()
      taskScheduler.stop()
      await backend.stop()
      process.off('exit', removeDirs)
      removeDirs()
    },
  }
}
