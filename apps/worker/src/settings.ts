import { type SparkConf, boolean, byteCount, key, text } from '@firesteel/conf'
import {
  type Environment,
  UsageError,
  confFromFlags,
  firstGiven,
  portsFrom,
  variable,
} from '@firesteel/daemon'
import { type RetrySchedule, parseMasterUrls, workerScheduleFrom } from '@firesteel/master-link'
import { type RpcAddress, type RpcOptions, rpcOptionsFrom } from '@firesteel/rpc-core'
import { SHUFFLE_SERVICE_KEYS } from '@firesteel/shuffle'
import {
  type WorkerOptions,
  defaultCores,
  defaultMemoryMb,
  workerOptionsFrom,
} from '@firesteel/worker'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { COMMAND, type Flags } from './args.js'

const DECOMMISSION = key(
  'spark.decommission.enabled',
  boolean,
  'false',
  'Whether executors and workers leave in order when they are told to.',
)
const DECOMMISSION_SIGNAL = key(
  'spark.worker.decommission.signal',
  text,
  'PWR',
  'The signal that tells a worker to take no more executors, without SIG.',
)

/** Everything that a Worker daemon needs to know. */
export interface Settings {
  readonly masters: readonly RpcAddress[]
  readonly schedule: RetrySchedule
  readonly host: string
  readonly port: number
  readonly webUiPort: number
  readonly cores: number
  readonly memoryMb: number
  readonly rpc: RpcOptions
  readonly worker: WorkerOptions
  /** Where map outputs are served; undefined when they are not. */
  readonly shuffleServicePort: number | undefined
  /** The signal to decommission at, if any. */
  readonly decommissionSignal: NodeJS.Signals | undefined
  /** What its user should know and what stops nothing. */
  readonly warnings: readonly string[]
}

const MB = 1024 * 1024

/** Environment < flags < settings (of the file, of `--conf`), as Spark has it. */
export function settingsFrom(masters: string, flags: Flags, env: Environment): Settings {
  const conf = confFromFlags(flags)
  const options = workerOptionsFrom(conf, env)
  const ports = portsFrom({
    command: COMMAND,
    flags,
    conf,
    env,
    variables: 'SPARK_WORKER',
    webUiSetting: 'spark.worker.ui.port',
  })
  return {
    masters: parseMasterUrls(masters),
    schedule: workerScheduleFrom(conf),
    host: flags.host ?? flags.ip ?? '127.0.0.1',
    ...ports,
    cores: coresFrom(flags, env),
    memoryMb: memoryFrom(flags, env),
    rpc: rpcOptionsFrom(conf, env),
    worker: { ...options, workDir: resolve(flags.workDir ?? options.workDir) },
    shuffleServicePort: conf.get(SHUFFLE_SERVICE_KEYS.enabled)
      ? conf.get(SHUFFLE_SERVICE_KEYS.port)
      : undefined,
    decommissionSignal: conf.get(DECOMMISSION) ? signalFrom(conf) : undefined,
    warnings: flags.ip === undefined ? [] : ['--ip is deprecated, use --host'],
  }
}

function coresFrom(flags: Flags, env: Environment): number {
  const given = firstGiven(['--cores', flags.cores], variable(env, 'SPARK_WORKER_CORES'))
  if (given === undefined) return defaultCores()
  const cores = /^\d+$/.test(given.text) ? Number(given.text) : 0
  if (cores < 1) {
    throw new UsageError(`${given.where} takes a whole number above 0, found '${given.text}'`)
  }
  return cores
}

function memoryFrom(flags: Flags, env: Environment): number {
  const given = firstGiven(['--memory', flags.memory], variable(env, 'SPARK_WORKER_MEMORY'))
  if (given === undefined) return defaultMemoryMb()
  const memoryMb = Math.floor(byteCount('m')(given.text, given.where) / MB)
  if (memoryMb < 1) throw new UsageError(`${given.where} takes at least 1M, found '${given.text}'`)
  return memoryMb
}

function signalFrom(conf: SparkConf): NodeJS.Signals {
  const name = conf.get(DECOMMISSION_SIGNAL)
  const signal = `SIG${name}` as NodeJS.Signals
  if (constants.signals[signal] === undefined) {
    throw new UsageError(`${DECOMMISSION_SIGNAL.name} is '${name}', expected a signal such as PWR`)
  }
  return signal
}
