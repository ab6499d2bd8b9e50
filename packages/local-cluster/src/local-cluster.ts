import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, SystemClock } from '@firesteel/clock'
import { DaemonProcess } from './daemon-process.js'

/** What cluster to start. */
export interface LocalClusterOptions {
  readonly workers: number
  readonly coresPerWorker: number
  readonly memoryPerWorkerMb: number
  /** The programs of the daemons, for node to run. */
  readonly entries: { readonly master: string; readonly worker: string }
  /** Turns authentication on; executors and drivers need the same one. */
  readonly secret?: string | undefined
  /** Settings for Master and Workers alike. */
  readonly conf?: Readonly<Record<string, string>> | undefined
  /** Holds logs and work directories, and is kept; a temporary directory, deleted at the end, unless said. */
  readonly workDir?: string | undefined
  /** Keeps a temporary directory too. */
  readonly keepWorkDir?: boolean | undefined
  /** How long each daemon may take until it is ready; 30 s unless said. */
  readonly startTimeoutMs?: number | undefined
  /** How long each daemon may take to stop before it is killed; 15 s unless said. */
  readonly stopTimeoutMs?: number | undefined
  /** The daemons' environment; `process.env` unless said. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  readonly clock?: Clock | undefined
}

/** A Worker of a local cluster. */
export interface LocalWorker {
  readonly workerId: string
  readonly pid: number
  /** Holds `<appId>/<execId>/stdout` and `…/stderr`. */
  readonly workDir: string
}

/** A Master and Workers that run on this machine. */
export interface LocalCluster extends AsyncDisposable {
  /** `spark://host:port`: what applications are given as their master. */
  readonly masterUrl: string
  readonly masterPid: number
  readonly workers: readonly LocalWorker[]
  /** Where logs and work directories are. */
  readonly workDir: string
  /** Stops the Workers, then the Master; resolves when no process is left. May be called again. */
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 15_000

/**
 * Starts a Master and Workers as real processes on loopback; resolves when all Workers are registered.
 *
 * They end with `stop()`, or with this process, however that ends. When one of them cannot be started,
 * those that were are stopped and the promise rejects.
 */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const directory = workDirOf(options)
  const started: DaemonProcess[] = []
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => (stopping ??= stopAll(started, options, directory))
  const start = async (spec: Launch): Promise<DaemonProcess> => {
    const daemon = await startDaemon(spec, options, directory.path)
    started.push(daemon)
    return daemon
  }
  try {
    const master = await start(masterLaunch(options))
    const masterUrl = master.facts[0] as string
    const launches = Array.from({ length: options.workers }, (_, index) =>
      workerLaunch(options, directory.path, index + 1, masterUrl),
    )
    const results = await Promise.allSettled(launches.map(start))
    const workers = results.map((result, index) => {
      if (result.status === 'rejected') throw result.reason
      const { workDir } = launches[index] as WorkerLaunch
      return { workerId: result.value.facts[0] as string, pid: result.value.pid, workDir }
    })
    return {
      masterUrl,
      masterPid: master.pid,
      workers,
      workDir: directory.path,
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Launch {
  readonly what: string
  readonly file: string
  readonly args: readonly string[]
  readonly name: string
  readonly log: string
}

interface WorkerLaunch extends Launch {
  readonly workDir: string
}

const masterLaunch = (options: LocalClusterOptions): Launch => ({
  what: 'the Master',
  file: options.entries.master,
  args: [...flags(ON_LOOPBACK), ...confFlags(options)],
  name: 'firesteel-master',
  log: 'master.log',
})

function workerLaunch(
  options: LocalClusterOptions,
  directory: string,
  number: number,
  masterUrl: string,
): WorkerLaunch {
  const workDir = join(directory, `worker-${number}`)
  return {
    what: `worker ${number}`,
    file: options.entries.worker,
    args: [
      ...flags({
        ...ON_LOOPBACK,
        cores: String(options.coresPerWorker),
        memory: `${options.memoryPerWorkerMb}M`,
        'work-dir': workDir,
      }),
      ...confFlags(options),
      masterUrl,
    ],
    name: 'firesteel-worker',
    log: `worker-${number}.log`,
    workDir,
  }
}

const ON_LOOPBACK = { host: '127.0.0.1', port: '0', 'webui-port': '0' }

const flags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])

const confFlags = (options: LocalClusterOptions): string[] =>
  Object.entries({
    ...options.conf,
    ...(options.secret === undefined ? {} : { 'spark.authenticate': 'true' }),
  }).flatMap(([name, value]) => ['--conf', `${name}=${value}`])

function startDaemon(
  launch: Launch,
  options: LocalClusterOptions,
  directory: string,
): Promise<DaemonProcess> {
  const env = { ...(options.environment ?? process.env) }
  // Never on a command line, which everybody can read.
  if (options.secret !== undefined) env._SPARK_AUTH_SECRET = options.secret
  return DaemonProcess.start({
    ...launch,
    env,
    logFile: join(directory, launch.log),
    startTimeoutMs: options.startTimeoutMs ?? START_TIMEOUT_MS,
    clock: options.clock ?? new SystemClock(),
  })
}

interface ClusterDirectory {
  readonly path: string
  /** Deletes it if it is to be deleted; once. */
  remove(): void
}

function workDirOf(options: LocalClusterOptions): ClusterDirectory {
  if (options.workDir !== undefined) {
    mkdirSync(options.workDir, { recursive: true })
    return { path: options.workDir, remove: () => {} }
  }
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'firesteel-cluster-'))
  if (options.keepWorkDir === true) return { path, remove: () => {} }
  // For a program that ends without having stopped its cluster.
  const atExit = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 2 })
  process.once('exit', atExit)
  const remove = (): void => {
    process.off('exit', atExit)
    atExit()
  }
  return { path, remove }
}

/** The Master comes first in `started` and goes last. */
async function stopAll(
  started: readonly DaemonProcess[],
  options: LocalClusterOptions,
  directory: ClusterDirectory,
): Promise<void> {
  const withinMs = options.stopTimeoutMs ?? STOP_TIMEOUT_MS
  const [master, ...workers] = started
  await Promise.all(workers.map((worker) => worker.stop(withinMs)))
  await master?.stop(withinMs)
  directory.remove()
}
