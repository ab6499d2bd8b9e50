import { redact, type SparkConf } from '@firesteel/conf'

/** All settings, one per line, as a log shows them. */
export const describeConf = (conf: SparkConf): string =>
  [
    'Spark configuration:',
    ...conf
      .getAll()
      .map(([name, value]) => `${name}=${redact(name, value)}`)
      .sort((a, b) => (a < b ? -1 : 1)),
  ].join('\n')
