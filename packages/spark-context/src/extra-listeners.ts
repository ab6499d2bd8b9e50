import { isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SparkConf } from '@firesteel/conf'
import type { ListenerBus, SparkListener } from '@firesteel/listener-bus'
import { ExtraListenerError } from './errors.js'

type ListenerClass = new (conf: SparkConf) => SparkListener

/**
 * Adds the listeners of `spark.extraListeners` to the bus, in their order. A module is named by its path
 * (relative ones from the working directory) or as in an import; its default export is a listener, or a
 * class that is made one of with the settings. Rejects with {@link ExtraListenerError}.
 */
export async function addExtraListeners(
  modules: string,
  bus: Pick<ListenerBus, 'addListener'>,
  conf: SparkConf,
): Promise<void> {
  const names = modules.split(',').map((each) => each.trim())
  for (const name of names.filter((each) => each !== '')) {
    bus.addListener(await listenerOf(name, conf))
  }
}

async function listenerOf(name: string, conf: SparkConf): Promise<SparkListener> {
  try {
    const isPath = name.startsWith('.') || isAbsolute(name)
    const url = isPath ? pathToFileURL(resolve(name)).href : name
    const { default: made } = (await import(url)) as { readonly default?: unknown }
    if (typeof made === 'function') return new (made as ListenerClass)(conf.clone())
    if (typeof made === 'object' && made !== null) return made as SparkListener
  } catch (error) {
    throw new ExtraListenerError(name, error)
  }
  throw new ExtraListenerError(name, new Error('its default export is no listener and no class'))
}
