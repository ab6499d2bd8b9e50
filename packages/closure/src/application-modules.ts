import { perThread } from './per-thread.js'

/** What a module exports. */
export type Namespace = Readonly<Record<string, unknown>>

/** The modules of an application's bundle, each evaluated at its first use. */
export type LazyModules = Readonly<Record<string, () => Promise<Namespace>>>

interface Application {
  readonly url: string
  readonly modules: LazyModules
  readonly eager: readonly string[]
  readonly evaluated: Map<string, Namespace>
}

const home = perThread<{ application?: Application }>('application', () => ({}))

/**
 * Says that this process runs the application bundled at `bundleUrl`. What a module exports then
 * travels by its name; nothing is evaluated by this call. The entry must not be among `modules`:
 * its top level is the job itself. `eager` names those that the entry imports statically, all unless
 * said: only they may be asked for, because to ask for another would run it.
 */
export function registerApplicationModules(
  bundleUrl: string,
  modules: LazyModules,
  eager: readonly string[] = Object.keys(modules),
): void {
  home.application = { url: bundleUrl, modules, eager, evaluated: new Map() }
}

/** The bundle's URL; undefined when the program runs as it lies on disk. */
export const applicationUrl = (): string | undefined => home.application?.url

/** The modules registered for the bundle. */
export const lazyModules = (): LazyModules | undefined => home.application?.modules

/** Remembers what a module of the bundle exports, where the bundle was imported without being registered. */
export function noteApplicationModule(url: string, id: string, exports: Namespace): void {
  home.application ??= { url, modules: {}, eager: [], evaluated: new Map() }
  home.application.evaluated.set(id, exports)
}

const CLASS_ID = /^(.*)#([^#]+)$/s

/** `app:model.ts#Account`: the name of a class that a known module of the bundle exports. */
export function exportedClassId(constructor: Function): string | undefined {
  for (const [id, exports] of applicationModules()) {
    for (const name of Object.keys(exports)) {
      if (exports[name] === constructor) return `${id}#${name}`
    }
  }
  return undefined
}

/** The class that {@link exportedClassId} named, if its module is known here. */
export function exportedClassOf(classId: string): Function | undefined {
  const [, id = '', name = ''] = CLASS_ID.exec(classId) ?? []
  const found = applicationModules().get(id)?.[name]
  return typeof found === 'function' ? found : undefined
}

/** The namespaces of those modules that have been evaluated and are known to be. */
export const applicationModules = (): ReadonlyMap<string, Namespace> =>
  home.application?.evaluated ?? new Map()

/**
 * Learns what the bundle's modules export. To be awaited once between the application's start and
 * the first capture; without a bundle it does nothing.
 */
export async function learnApplicationModules(): Promise<void> {
  const application = home.application
  if (application === undefined) return
  const { eager, modules, evaluated } = application
  for (const id of eager) {
    const load = modules[id]
    if (load !== undefined && !evaluated.has(id)) evaluated.set(id, await load())
  }
}
