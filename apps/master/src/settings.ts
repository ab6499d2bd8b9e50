import { readFileSync } from 'node:fs'
import { type SparkConf, confFrom, key, milliseconds } from '@firesteel/conf'
import {
  type MasterOptions,
  type RecoveryOptions,
  masterOptionsFrom,
  recoveryOptionsFrom,
} from '@firesteel/master'
import { type RpcOptions, rpcOptionsFrom } from '@firesteel/rpc-core'
import type { Flags } from './args.js'
import { UsageError } from './usage-error.js'

const SHUTDOWN_TIMEOUT = key(
  'spark.master.shutdownTimeout',
  milliseconds('s'),
  '10s',
  'How long a Master that is told to stop may take to say goodbye.',
)

/** Everything that a Master daemon needs to know. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly webUiPort: number
  readonly shutdownTimeoutMs: number
  readonly rpc: RpcOptions
  readonly master: MasterOptions
  readonly recovery: RecoveryOptions
  /** What its user should know and what stops nothing. */
  readonly warnings: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** Environment < flags < settings (of the file, of `--conf`), as Spark has it. */
export function settingsFrom(flags: Flags, env: Environment): Settings {
  const warnings: string[] = []
  if (flags.ip !== undefined) warnings.push('--ip is deprecated, use --host')
  if (env.SPARK_MASTER_IP !== undefined) {
    warnings.push('SPARK_MASTER_IP is deprecated, use SPARK_MASTER_HOST')
  }
  const conf = confOf(flags)
  const rpc = rpcOptionsFrom(conf, env)
  const given = conf.contains('spark.port.maxRetries')
  return {
    host: flags.host ?? flags.ip ?? env.SPARK_MASTER_HOST ?? env.SPARK_MASTER_IP ?? '127.0.0.1',
    port: portFrom('--port', flags.port, 'SPARK_MASTER_PORT', env, 7077),
    webUiPort: conf.contains('spark.master.ui.port')
      ? portOf('spark.master.ui.port', conf.get('spark.master.ui.port', ''))
      : portFrom('--webui-port', flags.webuiPort, 'SPARK_MASTER_WEBUI_PORT', env, 8080),
    shutdownTimeoutMs: conf.get(SHUTDOWN_TIMEOUT),
    // Others are told this port: a Master that quietly takes the next one is not found.
    rpc: given ? rpc : { ...rpc, portMaxRetries: 0 },
    master: masterOptionsFrom(conf),
    recovery: recoveryOptionsFrom(conf),
    warnings,
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

function portFrom(
  flag: string,
  flagText: string | undefined,
  variable: string,
  env: Environment,
  fallback: number,
): number {
  if (flagText !== undefined) return portOf(flag, flagText)
  const text = env[variable]
  return text === undefined || text === '' ? fallback : portOf(variable, text)
}

function portOf(what: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535))
    throw new UsageError(`${what} takes a port from 0 to 65535, found '${text}'`)
  return port
}
