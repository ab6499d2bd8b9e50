import { DATASET_KEYS, settingOf } from '../conf.js'
import type { RddContext } from '../rdd-context.js'

/** What readers are told where files that are gone by then are passed over. */
export const ignoresMissing = (context: RddContext): { readonly ignoreMissing?: true } =>
  settingOf(context, DATASET_KEYS.ignoreMissingFiles) ? { ignoreMissing: true } : {}

/** What readers are told where the rest of a damaged file is passed over. */
export const ignoresCorrupt = (context: RddContext): { readonly ignoreCorrupt?: true } =>
  settingOf(context, DATASET_KEYS.ignoreCorruptFiles) ? { ignoreCorrupt: true } : {}

/** What ends a record of text; undefined where that is the end of a line. */
export function delimiterOf(wish: string | undefined, context: RddContext): string | undefined {
  const delimiter = wish ?? settingOf(context, DATASET_KEYS.delimiter)
  return delimiter === '' ? undefined : delimiter
}
