import { redact } from '@firesteel/conf'
import type { Command } from '@firesteel/deploy-messages'
import { delimiter } from 'node:path'
import type { ProcessSpec } from './process-launcher.js'

/** What a command's `{{…}}` arguments stand for; only whole arguments are replaced. */
export interface Placeholders {
  readonly WORKER_URL: string
  readonly EXECUTOR_ID?: string
  readonly HOSTNAME?: string
  readonly CORES?: string
  readonly APP_ID?: string
  readonly RESOURCE_PROFILE_ID?: string
  readonly USER_JAR?: string
}

/** All that a command line is made of. */
export interface Launch {
  readonly command: Command
  /** What stands in the first line of stderr: `Spark Executor Command`. */
  readonly title: string
  /** The installed file for the command's kind. */
  readonly entry: string
  /** node itself. */
  readonly node: string
  readonly nodeOptions: readonly string[]
  readonly memoryMb: number
  readonly placeholders: Placeholders
  readonly cwd: string
  /** Directories for shuffle files. */
  readonly localDirs: readonly string[]
  /** The worker's own environment. */
  readonly workerEnv: Readonly<Record<string, string | undefined>>
  /** Variables that the worker adds, over all others. */
  readonly extraEnv: Readonly<Record<string, string>>
  readonly secret?: string | undefined
}

/** Variables of the worker that a child may see, besides SPARK_* and FIRESTEEL_*. */
const INHERITED = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'])

/** The worker's own: they say where the worker is, or tie it to whoever started it. */
const KEPT_BACK = /^(FIRESTEEL_LIFELINE_FD|FIRESTEEL_APP_BUNDLE|SPARK_WORKER_.*|SPARK_.*SECRET.*)$/

/** Variables that change which program runs, not what it is told: from the worker's configuration only. */
const NOT_FOR_APPLICATIONS =
  /^(NODE_.*|LD_.*|DYLD_.*|GLIBC_TUNABLES|OPENSSL_.*|SSL_CERT_.*|FIRESTEEL_LIFELINE_FD|_SPARK_AUTH_SECRET)$/i

/** The environment of a child: an allow-list of the worker's, then what the application names, then what the worker adds. */
export function childEnvironment(
  launch: Pick<Launch, 'command' | 'workerEnv' | 'extraEnv' | 'secret'>,
): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(launch.workerEnv)) {
    const allowed = INHERITED.has(name) || /^(SPARK|FIRESTEEL)_/.test(name)
    if (value !== undefined && allowed && !KEPT_BACK.test(name)) env[name] = value
  }
  for (const [name, value] of Object.entries(launch.command.environment)) {
    if (!NOT_FOR_APPLICATIONS.test(name)) env[name] = value
  }
  Object.assign(env, launch.extraEnv)
  // The environment of a process is readable for its user only; its arguments are for everybody.
  if (launch.secret !== undefined) env._SPARK_AUTH_SECRET = launch.secret
  return env
}

/** The names that {@link childEnvironment} drops from an application's environment. */
export const refusedVariables = (command: Command): string[] =>
  Object.keys(command.environment).filter((name) => NOT_FOR_APPLICATIONS.test(name))

/**
 * A command as the process to start.
 *
 * An executor is told its memory by `SPARK_EXECUTOR_MEMORY` and shares it out among its slots itself:
 * node's `--max-old-space-size` would override the limit of every thread with that of all together.
 * A driver, which is one thread, gets the flag.
 */
export function processSpecFrom(launch: Launch): ProcessSpec {
  const { command, memoryMb, localDirs } = launch
  const args = [
    ...launch.nodeOptions,
    ...(command.kind === 'driver' ? [`--max-old-space-size=${memoryMb}`] : []),
    launch.entry,
    ...command.arguments.map((argument) => substituted(argument, launch.placeholders)),
  ]
  const dirs = localDirs.length === 0 ? {} : localDirVariables(localDirs)
  const memory = command.kind === 'driver' ? {} : { SPARK_EXECUTOR_MEMORY: `${memoryMb}m` }
  return {
    file: launch.node,
    args,
    env: { ...childEnvironment(launch), ...memory, ...dirs },
    cwd: launch.cwd,
    header: headerFor(launch.title, [launch.node, ...args]),
  }
}

/** As the Worker of Spark says it, and as every executor reads it. */
const localDirVariables = (dirs: readonly string[]): Record<string, string> => ({
  SPARK_EXECUTOR_DIRS: dirs.join(delimiter),
  SPARK_LOCAL_DIRS: dirs.join(','),
})

function substituted(argument: string, placeholders: Placeholders): string {
  const [, name] = /^\{\{([A-Z_]+)\}\}$/.exec(argument) ?? []
  return (name && placeholders[name as keyof Placeholders]) || argument
}

function headerFor(title: string, argv: readonly string[]): string {
  const shown = argv.map((argument, at) => `"${withoutSecret(argument, argv[at - 1] ?? '')}"`)
  return `${title}: ${shown.join(' ')}\n${'='.repeat(40)}\n\n`
}

/** `--name value`, `--name=value` and `name=value` alike. */
function withoutSecret(argument: string, before: string): string {
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(argument) ?? []
  if (name !== undefined && value !== undefined) return `${name}=${redact(name, value)}`
  return before.startsWith('--') && !argument.startsWith('--') ? redact(before, argument) : argument
}
