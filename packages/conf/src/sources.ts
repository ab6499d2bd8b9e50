import { readFileSync } from 'node:fs'
import { parse } from 'dot-properties'
import { PropertiesFileError } from './errors.js'
import { SparkConf } from './spark-conf.js'

/**
 * The pairs of a properties file in the format of `spark-defaults.conf`; names that do not begin
 * with `spark.` are in `ignored`. Throws {@link PropertiesFileError}.
 */
export function readPropertiesFile(file: string): {
  readonly pairs: readonly (readonly [string, string])[]
  readonly ignored: readonly string[]
} {
  let parsed: Record<string, string>
  try {
    parsed = parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (error) {
    throw new PropertiesFileError(file, error)
  }
  const entries = Object.entries(parsed)
  return {
    pairs: entries
      .filter(([name]) => name.startsWith('spark.'))
      .map(([name, value]) => [name, String(value).trim()] as const),
    ignored: entries.map(([name]) => name).filter((name) => !name.startsWith('spark.')),
  }
}

/** Where settings may come from; a later field wins over an earlier one. */
export interface ConfSources {
  /** A properties file. */
  readonly file?: string | undefined
  /** Settings read from environment variables: setting → [variable, text]. */
  readonly environment?: Readonly<Record<string, readonly [variable: string, text: string]>>
  /** Settings given by flags: setting → [flag, text]. */
  readonly flags?: Readonly<Record<string, readonly [flag: string, text: string]>>
}

/** Settings from a file, the environment and flags, each remembering its source. */
export function confFrom(sources: ConfSources): SparkConf {
  const conf = new SparkConf([])
  if (sources.file !== undefined) {
    conf.setAll(readPropertiesFile(sources.file).pairs, `file ${sources.file}`)
  }
  for (const [name, [variable, value]] of Object.entries(sources.environment ?? {})) {
    conf.set(name, value, `environment ${variable}`)
  }
  for (const [name, [flag, value]] of Object.entries(sources.flags ?? {})) {
    conf.set(name, value, `flag ${flag}`)
  }
  return conf
}
