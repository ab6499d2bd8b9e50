import { key, milliseconds } from '@firesteel/conf'
import { type Environment, confFromFlags, portsFrom } from '@firesteel/daemon'
import {
  type MasterOptions,
  type RecoveryOptions,
  masterOptionsFrom,
  recoveryOptionsFrom,
} from '@firesteel/master'
import { type RpcOptions, rpcOptionsFrom } from '@firesteel/rpc-core'
import { COMMAND, type Flags } from './args.js'

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

/** Environment < flags < settings (of the file, of `--conf`), as Spark has it. */
export function settingsFrom(flags: Flags, env: Environment): Settings {
  const warnings: string[] = []
  if (flags.ip !== undefined) warnings.push('--ip is deprecated, use --host')
  if (env.SPARK_MASTER_IP !== undefined) {
    warnings.push('SPARK_MASTER_IP is deprecated, use SPARK_MASTER_HOST')
  }
  const conf = confFromFlags(flags)
  const rpc = rpcOptionsFrom(conf, env)
  const ports = portsFrom({
    command: COMMAND,
    flags,
    conf,
    env,
    variables: 'SPARK_MASTER',
    webUiSetting: 'spark.master.ui.port',
  })
  const retriesGiven = conf.contains('spark.port.maxRetries')
  return {
    host: flags.host ?? flags.ip ?? env.SPARK_MASTER_HOST ?? env.SPARK_MASTER_IP ?? '127.0.0.1',
    ...ports,
    shutdownTimeoutMs: conf.get(SHUTDOWN_TIMEOUT),
    // Others are told this port: a Master that quietly takes the next one is not found.
    rpc: retriesGiven ? rpc : { ...rpc, portMaxRetries: 0 },
    master: masterOptionsFrom(conf),
    recovery: recoveryOptionsFrom(conf),
    warnings,
  }
}
