import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { SparkConf, byteCount, confFrom, integer } from '@firesteel/conf'
import { SubmissionError } from './errors.js'

/** Options of `firesteel submit`, as their user wrote them. */
export interface SubmitOptions {
  readonly master?: string | undefined
  readonly deployMode?: string | undefined
  readonly name?: string | undefined
  readonly conf?: readonly string[] | undefined
  readonly propertiesFile?: string | undefined
  readonly driverMemory?: string | undefined
  readonly executorMemory?: string | undefined
  readonly executorCores?: string | undefined
  readonly totalExecutorCores?: string | undefined
}

/** An application to run: what is submitted, with which settings, given which arguments. */
export interface Submission {
  /** Absolute path of the TypeScript or JavaScript file. */
  readonly application: string
  readonly args: readonly string[]
  readonly conf: SparkConf
}

/** Option → setting → what its value must be. */
const MAPPED = {
  name: ['--name', 'spark.app.name'],
  driverMemory: ['--driver-memory', 'spark.driver.memory', byteCount('m')],
  executorMemory: ['--executor-memory', 'spark.executor.memory', byteCount('m')],
  executorCores: ['--executor-cores', 'spark.executor.cores', integer],
  totalExecutorCores: ['--total-executor-cores', 'spark.cores.max', integer],
  master: ['--master', 'spark.master'],
} as const

/** Environment variable → setting, below flags and files as in Spark. */
const FROM_ENVIRONMENT = {
  MASTER: 'spark.master',
  SPARK_DRIVER_MEMORY: 'spark.driver.memory',
  SPARK_EXECUTOR_MEMORY: 'spark.executor.memory',
  SPARK_EXECUTOR_CORES: 'spark.executor.cores',
} as const

/**
 * What options and environment ask for, checked. Flags win over `--conf`, `--conf` over the
 * properties file, that over the environment. Throws {@link SubmissionError} with one line.
 *
 * @see org.apache.spark.deploy.SparkSubmitArguments
 */
export function submissionFrom(
  application: string | undefined,
  args: readonly string[],
  options: SubmitOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Submission {
  if (options.deployMode !== undefined && options.deployMode !== 'client') {
    throw new SubmissionError(
      `--deploy-mode ${options.deployMode}: only 'client' is supported, the driver runs here`,
    )
  }
  const file = applicationFile(application)
  const conf = new SparkConf([])
  for (const [variable, name] of Object.entries(FROM_ENVIRONMENT)) {
    const value = environment[variable]
    if (value) conf.set(name, value, `environment ${variable}`)
  }
  const given = confFrom({ file: options.propertiesFile, flags: flagsOf(options) })
  for (const [name, value] of given.getAll()) conf.set(name, value, given.sourceOf(name))
  conf.setIfMissing('spark.master', 'local[*]', 'default')
  conf.setIfMissing('spark.app.name', file.split('/').at(-1) ?? file, 'default')
  return { application: file, args, conf }
}

function applicationFile(application: string | undefined): string {
  if (application === undefined) {
    throw new SubmissionError('no application given: firesteel submit [options] APP.ts [arguments]')
  }
  const file = resolve(application)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new SubmissionError(`no such application: ${file}`)
  if (!found.isFile()) throw new SubmissionError(`the application is not a file: ${file}`)
  if (!/\.[cm]?[jt]sx?$/.test(file)) {
    throw new SubmissionError(`the application is neither TypeScript nor JavaScript: ${file}`)
  }
  return file
}

function flagsOf(options: SubmitOptions): Record<string, readonly [string, string]> {
  const flags: Record<string, readonly [string, string]> = {}
  for (const pair of options.conf ?? []) {
    const at = pair.indexOf('=')
    if (at < 1) throw new SubmissionError(`--conf ${pair}: expected NAME=VALUE`)
    const name = pair.slice(0, at).trim()
    if (!name.startsWith('spark.')) {
      throw new SubmissionError(`--conf ${name}: settings begin with 'spark.'`)
    }
    flags[name] = ['--conf', pair.slice(at + 1)]
  }
  for (const [option, [flag, name, parse]] of Object.entries(MAPPED)) {
    const value = options[option as keyof typeof MAPPED]
    if (value === undefined) continue
    if (value === '') throw new SubmissionError(`${flag} is empty`)
    if (parse !== undefined && !(parsed(parse, value, flag) > 0)) {
      throw new SubmissionError(`${flag} ${value}: must be more than 0`)
    }
    flags[name] = [flag, value]
  }
  return flags
}

function parsed(parse: (text: string, name: string) => number, value: string, flag: string) {
  try {
    return parse(value, flag)
  } catch (error) {
    throw new SubmissionError((error as Error).message, error)
  }
}
