import { type ConfKey, boolean, key } from '@firesteel/conf'

/** The settings that task slots read. */
export const SLOT_KEYS = {
  readHostLocalDisk: key(
    'spark.shuffle.readHostLocalDisk',
    boolean,
    'true',
    'Whether map outputs of other executors of the same host are read from its disk and not over the network.',
  ),
  kernel: key(
    'spark.rdd.kernel.enabled',
    boolean,
    'true',
    'Whether stages of a common form run on bytes, in WebAssembly, instead of in a generated loop.',
  ),
} as const

/** What a slot was started with: a setting's value, or its default. */
export function slotSetting<T>(conf: Readonly<Record<string, string>>, asked: ConfKey<T>): T {
  const found = conf[asked.name] ?? asked.defaultText
  return found === undefined ? (undefined as T) : asked.parse(found, asked.name)
}
