import { hostname } from 'node:os'
import { SystemClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import { runExecutor } from '@firesteel/executor'
import { createLogger } from '@firesteel/logging'
import { nanoid } from 'nanoid'
import { type ExecutorArgs, USAGE, UsageError, parseExecutorArgs } from './args.js'

/** What a worker gives every executor of an application that authenticates. */
const SECRET = '_SPARK_AUTH_SECRET'

function argsOrUsage(): ExecutorArgs {
  try {
    return parseExecutorArgs(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n${USAGE}`)
    process.exit(1)
  }
}

const args = argsOrUsage()
const conf = new SparkConf()
if (process.env[SECRET]) conf.set('spark.authenticate', 'true', `environment ${SECRET}`)
const logger = createLogger({ name: 'executor' })

// Nothing here is worth going on for with half of the process broken: the driver runs the tasks elsewhere.
const onUncaught = (error: unknown): void => {
  logger.error({ err: error }, 'uncaught error on the main thread of the executor')
  process.exit(50)
}
process.on('uncaughtException', onUncaught)
process.on('unhandledRejection', onUncaught)

const termination = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => termination.abort())
}

// Whoever ends this machine may ask its processes to leave first: no harm where nobody does.
const departure = new AbortController()
process.once('SIGPWR', () => departure.abort())

const code = await runExecutor({
  ...args,
  hostname: args.hostname ?? hostname(),
  conf,
  env: process.env,
  workDir: process.cwd(),
  clock: new SystemClock(),
  logger: logger.child({ appId: args.appId, executorId: args.executorId }),
  random: Math.random,
  ids: nanoid,
  terminated: termination.signal,
  decommissioned: departure.signal,
})
process.exit(code)
