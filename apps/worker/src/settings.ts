import { type SparkConf, boolean, byteCount, confFrom, key, text } from '@firesteel/conf'
import { type RetrySchedule, parseMasterUrls, workerScheduleFrom } from '@firesteel/master-link'
import { type RpcAddress, type RpcOptions, rpcOptionsFrom } from '@firesteel/rpc-core'
import {
  type WorkerOptions,
  defaultCores,
  defaultMemoryMb,
  workerOptionsFrom,
} from '@firesteel/worker'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import type { Flags } from './args.js'
import { UsageError } from './usage-error.js'

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
  /** The signal to decommission at, if any. */
  readonly decommissionSignal: NodeJS.Signals | undefined
  /** What its user should know and what stops nothing. */
  readonly warnings: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

const MB = 1024 * 1024

/** Environment < flags < settings (of the file, of `--conf`), as Spark has it. */
export function settingsFrom(masters: string, flags: Flags, env: Environment): Settings {
  const conf = confOf(flags)
  const options = workerOptionsFrom(conf, env)
  return {
    masters: parseMasterUrls(masters),
    schedule: workerScheduleFrom(conf),
    host: flags.host ?? flags.ip ?? '127.0.0.1',
    port: portFrom('--port', flags.port, 'SPARK_WORKER_PORT', env, 0),
    webUiPort: conf.contains('spark.worker.ui.port')
      ? portOf('spark.worker.ui.port', conf.get('spark.worker.ui.port', ''))
      : portFrom('--webui-port', flags.webuiPort, 'SPARK_WORKER_WEBUI_PORT', env, 8081),
    cores: coresFrom(flags, env),
    memoryMb: memoryFrom(flags, env),
    rpc: rpcOptionsFrom(conf, env),
    worker: { ...options, workDir: resolve(flags.workDir ?? options.workDir) },
    decommissionSignal: conf.get(DECOMMISSION) ? signalFrom(conf) : undefined,
    warnings: flags.ip === undefined ? [] : ['--ip is deprecated, use --host'],
  }
}

function confOf(flags: Flags): SparkConf {
  const conf = confFrom({ file: flags.propertiesFile })
  for (const pair of flags.conf) {
    const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) {
      throw new UsageError(`--conf takes name=value, found '${pair}'`)
    }
    conf.set(name, value, 'flag --conf')
  }
  if (flags.secretFile !== undefined) {
    conf.set('spark.authenticate', 'true', 'flag --secret-file')
    conf.set('spark.authenticate.secret', secretIn(flags.secretFile), 'flag --secret-file')
  }
  return conf
}

function secretIn(file: string): string {
  let secret: string
  try {
    secret = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new UsageError(`cannot read --secret-file ${file}: ${(error as Error).message}`)
  }
  if (secret === '') throw new UsageError(`--secret-file ${file} is empty`)
  return secret
}

function coresFrom(flags: Flags, env: Environment): number {
  const [what, given] = firstOf(['--cores', flags.cores], 'SPARK_WORKER_CORES', env)
  if (given === undefined) return defaultCores()
  const cores = /^\d+$/.test(given) ? Number(given) : 0
  if (cores < 1) throw new UsageError(`${what} takes a whole number above 0, found '${given}'`)
  return cores
}

function memoryFrom(flags: Flags, env: Environment): number {
  const [what, given] = firstOf(['--memory', flags.memory], 'SPARK_WORKER_MEMORY', env)
  if (given === undefined) return defaultMemoryMb()
  const memoryMb = Math.floor(byteCount('m')(given, what) / MB)
  if (memoryMb < 1) throw new UsageError(`${what} takes at least 1M, found '${given}'`)
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

function portFrom(
  flag: string,
  flagText: string | undefined,
  variable: string,
  env: Environment,
  fallback: number,
): number {
  const [what, given] = firstOf([flag, flagText], variable, env)
  return given === undefined ? fallback : portOf(what, given)
}

/** The flag, else the variable; with the name of whichever was given. */
function firstOf(
  [flag, flagText]: readonly [string, string | undefined],
  variable: string,
  env: Environment,
): readonly [what: string, given: string | undefined] {
  return flagText === undefined ? [variable, env[variable] || undefined] : [flag, flagText]
}

function portOf(what: string, given: string): number {
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN
  if (!(port <= 65_535)) {
    throw new UsageError(`${what} takes a port from 0 to 65535, found '${given}'`)
  }
  return port
}
