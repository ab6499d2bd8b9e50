import type { SparkConf } from '@firesteel/conf'

/** A cluster that was started for one context. */
export interface StartedCluster {
  /** `spark://…` of its Master. */
  readonly masterUrl: string
  stop(): Promise<void>
}

/** A further kind of master URL: what it looks like, and how the cluster behind it is started. */
export interface MasterScheme {
  /** As messages show it: `local-cluster[workers,cores,memoryMb]`. */
  readonly form: string
  start(url: string, conf: SparkConf): Promise<StartedCluster>
}

/** Kept on globalThis: an application and its libraries may each have loaded this package. */
const KEY = Symbol.for('firesteel.masterSchemes')
const holder = globalThis as { [KEY]?: Record<string, MasterScheme> }

/** Every scheme that was registered, by name. */
export const masterSchemes = (): Readonly<Record<string, MasterScheme>> => (holder[KEY] ??= {})

/** Makes `name[…]` and `name:…` known as master URLs. */
export function registerMasterScheme(name: string, scheme: MasterScheme): void {
  holder[KEY] = { ...masterSchemes(), [name]: scheme }
}
