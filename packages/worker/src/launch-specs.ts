import type { Command, LaunchDriver, LaunchExecutor, LaunchKind } from '@firesteel/deploy-messages'
import { type WorkerEntries } from './conf.js'
import { type Launch, processSpecFrom } from './command-line.js'
import { NoEntryPointError, NoShuffleServiceError } from './errors.js'
import type { LocalDirs } from './local-dirs.js'
import type { ProcessSpec } from './process-launcher.js'
import {
  SHUFFLE_PORT_VARIABLE,
  SHUFFLE_TOKEN_VARIABLE,
  type ShuffleFiles,
} from './shuffle-files.js'
import type { WorkDir } from './work-dir.js'

/** What every process that a worker starts has in common. */
export interface LaunchContext {
  readonly entries: WorkerEntries
  readonly node: string
  readonly nodeOptions: readonly string[]
  /** `spark://Worker@host:port` */
  readonly workerUrl: string
  readonly hostname: string
  /** Empty when the worker shows no page. */
  readonly webUiUrl: string
  readonly workerEnv: Readonly<Record<string, string | undefined>>
  readonly secret: string | undefined
  readonly workDir: WorkDir
  readonly localDirs: LocalDirs
  readonly shuffle?: ShuffleFiles | undefined
}

/** Makes an executor's directories and says what to start. */
export async function executorSpec(
  context: LaunchContext,
  launch: LaunchExecutor,
): Promise<ProcessSpec> {
  const { appId, execId, appDesc } = launch
  const entry = entryOf(context, appDesc.command.kind, 'executor')
  const cwd = await context.workDir.createExecutorDir(appId, execId)
  const resourcesFile = await context.workDir.writeResources(cwd, launch.resources)
  const localDirs = await context.localDirs.of(appId)
  const token = appDesc.command.environment[SHUFFLE_TOKEN_VARIABLE]
  if (token !== undefined) {
    if (context.shuffle === undefined) throw new NoShuffleServiceError()
    context.shuffle.applicationAdded(appId, localDirs, token)
  }
  return processSpecFrom({
    ...common(context),
    command: withResources(appDesc.command, resourcesFile),
    title: 'Spark Executor Command',
    entry,
    memoryMb: launch.memory,
    placeholders: {
      WORKER_URL: context.workerUrl,
      EXECUTOR_ID: String(execId),
      HOSTNAME: context.hostname,
      CORES: String(launch.cores),
      APP_ID: appId,
      RESOURCE_PROFILE_ID: String(launch.rpId),
    },
    cwd,
    localDirs,
    extraEnv: {
      ...logUrls(context.webUiUrl, `appId=${appId}&executorId=${execId}`, 'SPARK_LOG_URL_'),
      // Empty where there is none, over whatever the application says.
      [SHUFFLE_PORT_VARIABLE]: String(context.shuffle?.port ?? ''),
    },
  })
}

/** Makes a driver's directory and says what to start. */
export async function driverSpec(
  context: LaunchContext,
  launch: LaunchDriver,
): Promise<ProcessSpec> {
  const { driverId, driverDesc } = launch
  const entry = entryOf(context, driverDesc.command.kind, 'driver')
  const cwd = await context.workDir.createDriverDir(driverId)
  return processSpecFrom({
    ...common(context),
    command: driverDesc.command,
    title: 'Launch Command',
    entry,
    memoryMb: driverDesc.memoryMb,
    placeholders: { WORKER_URL: context.workerUrl, USER_JAR: driverDesc.bundleUrl },
    cwd,
    localDirs: [],
    extraEnv: logUrls(context.webUiUrl, `driverId=${driverId}`, 'SPARK_DRIVER_LOG_URL_'),
  })
}

const common = ({
  node,
  nodeOptions,
  workerEnv,
  secret,
}: LaunchContext): Pick<Launch, 'node' | 'nodeOptions' | 'workerEnv' | 'secret'> => ({
  node,
  nodeOptions,
  workerEnv,
  secret,
})

const withResources = (command: Command, file: string | undefined): Command =>
  file === undefined
    ? command
    : { ...command, arguments: [...command.arguments, '--resourcesFile', file] }

/** The installed file for a launch kind; an order for executors starts nothing but executors. */
function entryOf({ entries }: LaunchContext, asked: LaunchKind, expected: LaunchKind): string {
  const entry = asked === expected ? entries[asked] : undefined
  if (entry === undefined) {
    const installed = Object.entries(entries).filter(([, file]) => file !== undefined)
    throw new NoEntryPointError(
      asked === expected ? asked : `${asked} as ${expected}`,
      installed.map(([kind]) => kind),
    )
  }
  return entry
}

const logUrls = (webUiUrl: string, query: string, prefix: string): Record<string, string> =>
  webUiUrl === ''
    ? {}
    : Object.fromEntries(
        ['stdout', 'stderr'].map((log) => [
          `${prefix}${log.toUpperCase()}`,
          `${webUiUrl}/logPage/?${query}&logType=${log}`,
        ]),
      )
