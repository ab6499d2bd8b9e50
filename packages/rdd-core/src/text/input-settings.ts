import type { RddContext } from '../rdd-context.js'

const IGNORE_MISSING = 'spark.files.ignoreMissingFiles'
const IGNORE_CORRUPT = 'spark.files.ignoreCorruptFiles'
const DELIMITER = 'spark.hadoop.textinputformat.record.delimiter'

/** What readers are told where files that are gone by then are passed over. */
export const ignoresMissing = (context: RddContext): { readonly ignoreMissing?: true } =>
  context.setting(IGNORE_MISSING) === 'true' ? { ignoreMissing: true } : {}

/** What readers are told where the rest of a damaged file is passed over. */
export const ignoresCorrupt = (context: RddContext): { readonly ignoreCorrupt?: true } =>
  context.setting(IGNORE_CORRUPT) === 'true' ? { ignoreCorrupt: true } : {}

/** What ends a record of text; undefined where that is the end of a line. */
export function delimiterOf(wish: string | undefined, context: RddContext): string | undefined {
  const delimiter = wish ?? context.setting(DELIMITER)
  return delimiter === '' ? undefined : delimiter
}
