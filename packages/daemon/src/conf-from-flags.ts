import { readFileSync } from 'node:fs'
import { type SparkConf, confFrom } from '@firesteel/conf'
import type { DaemonFlags } from './flags.js'
import { UsageError } from './errors.js'

/**
 * The settings of `--properties-file`, under those of `--conf`, under the secret of `--secret-file`, which
 * turns authentication on. Throws {@link UsageError}, or what `@firesteel/conf` throws.
 */
export function confFromFlags(
  flags: Pick<DaemonFlags, 'propertiesFile' | 'conf' | 'secretFile'>,
): SparkConf {
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
