import { parseArgs } from 'node:util'

/** What a worker tells an executor on its command line. */
export interface ExecutorArgs {
  readonly driverUrl: string
  readonly executorId: string
  readonly bindAddress: string | undefined
  readonly hostname: string | undefined
  readonly cores: number
  readonly appId: string
  readonly workerUrl: string | undefined
  readonly resourcesFile: string | undefined
  readonly resourceProfileId: number
}

/** How this process is started; printed when it was started otherwise. */
export const USAGE = `Usage: firesteel-executor [options]

Options:
  --driver-url <spark://CoarseGrainedScheduler@host:port>
  --executor-id <id>
  --bind-address <address>
  --hostname <name>
  --cores <count>
  --resourcesFile <file>
  --app-id <id>
  --worker-url <spark://Worker@host:port>
  --resourceProfileId <id>
`

/** Arguments that name no executor. */
export class UsageError extends Error {}

/** Reads the command line of Spark's executors. Throws {@link UsageError}. */
export function parseExecutorArgs(argv: readonly string[]): ExecutorArgs {
  const values = read(argv)
  const needed = (name: 'driver-url' | 'executor-id' | 'app-id'): string => {
    const value = values[name]
    if (value === undefined || value === '') throw new UsageError(`--${name} is missing`)
    return value
  }
  const cores = Number(values.cores)
  if (!Number.isInteger(cores) || cores <= 0) {
    throw new UsageError(`--cores is '${values.cores ?? ''}', expected a whole number above 0`)
  }
  return {
    driverUrl: needed('driver-url'),
    executorId: needed('executor-id'),
    appId: needed('app-id'),
    cores,
    bindAddress: values['bind-address'],
    hostname: values.hostname,
    workerUrl: values['worker-url'],
    resourcesFile: values.resourcesFile,
    resourceProfileId: Number(values.resourceProfileId ?? 0),
  }
}

const TEXT = { type: 'string' } as const

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        'driver-url': TEXT,
        'executor-id': TEXT,
        'bind-address': TEXT,
        hostname: TEXT,
        cores: TEXT,
        'app-id': TEXT,
        'worker-url': TEXT,
        resourcesFile: TEXT,
        resourceProfileId: TEXT,
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
