import type { SparkConf } from '@firesteel/conf'
import type { DaemonCommand } from './command-line.js'
import { UsageError } from './errors.js'
import type { DaemonFlags } from './flags.js'
import { type Environment, type Given, firstGiven, variable } from './given.js'

/** Where a daemon's ports may be said, besides its flags. */
export interface PortSources {
  readonly command: Pick<DaemonCommand, 'port' | 'webUiPort'>
  readonly flags: Pick<DaemonFlags, 'port' | 'webuiPort'>
  readonly conf: SparkConf
  readonly env: Environment
  /** How its variables begin: `SPARK_MASTER` has `SPARK_MASTER_PORT` and `SPARK_MASTER_WEBUI_PORT`. */
  readonly variables: string
  /** The setting of the web page's port, which wins over the flag. */
  readonly webUiSetting: string
}

/** The ports of a daemon: default < environment < flag < setting, as Spark has it. Throws {@link UsageError}. */
export function portsFrom(sources: PortSources): {
  readonly port: number
  readonly webUiPort: number
} {
  const { command, flags, conf, env, variables, webUiSetting } = sources
  const port = firstGiven(['--port', flags.port], variable(env, `${variables}_PORT`))
  const webUiPort = firstGiven(
    [webUiSetting, conf.get(webUiSetting)],
    ['--webui-port', flags.webuiPort],
    variable(env, `${variables}_WEBUI_PORT`),
  )
  return { port: portIn(port) ?? command.port, webUiPort: portIn(webUiPort) ?? command.webUiPort }
}

function portIn(given: Given | undefined): number | undefined {
  if (given === undefined) return undefined
  const port = /^\d{1,5}$/.test(given.text) ? Number(given.text) : Number.NaN
  if (!(port <= 65_535)) {
    throw new UsageError(`${given.where} takes a port from 0 to 65535, found '${given.text}'`)
  }
  return port
}
