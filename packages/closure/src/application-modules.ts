/** What a module exports. */
export type Namespace = Readonly<Record<string, unknown>>

/** The modules of an application's bundle, each evaluated at its first use. */
export type LazyModules = Readonly<Record<string, () => Promise<Namespace>>>

interface Application {
  readonly url: string
  readonly modules: LazyModules
  readonly evaluated: Map<string, Namespace>
}

// Kept on globalThis: the bundle, the driver and a task slot may each have their own copy of this file.
const HOME = Symbol.for('firesteel.application')
const home = globalThis as { [HOME]?: Application | undefined }

/**
 * Says that this process runs the application bundled at `bundleUrl`. What a module exports then
 * travels by its name; nothing is evaluated by this call. The entry must not be among `modules`:
 * its top level is the job itself.
 */
export function registerApplicationModules(bundleUrl: string, modules: LazyModules): void {
  home[HOME] = { url: bundleUrl, modules, evaluated: new Map() }
}

/** The bundle's URL; undefined when the program runs as it lies on disk. */
export const applicationUrl = (): string | undefined => home[HOME]?.url

/** The modules registered for the bundle. */
export const lazyModules = (): LazyModules | undefined => home[HOME]?.modules

/** The namespaces of those modules that have been evaluated and are known to be. */
export const applicationModules = (): ReadonlyMap<string, Namespace> =>
  home[HOME]?.evaluated ?? new Map()

/**
 * Makes known which of the bundle's modules exist now. Called between the application's start and
 * the capture of its first closure; `evaluated` names the modules that its entry imports statically
 * (asking for any other would run it), all of them unless said.
 */
export async function learnApplicationModules(evaluated?: readonly string[]): Promise<void> {
  const application = home[HOME]
  if (application === undefined) return
  for (const id of evaluated ?? Object.keys(application.modules)) {
    const load = application.modules[id]
    if (load !== undefined && !application.evaluated.has(id)) {
      application.evaluated.set(id, await load())
    }
  }
}
