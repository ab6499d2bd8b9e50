/**
 * Where the running installation of `firesteel` stands, by name: an application's bundle never
 * contains Firesteel, it takes the exports of whichever process runs it. On an object of our own
 * under a registered symbol, because bundle and installation share no module.
 */
const INSTALLATION = Symbol.for('firesteel.installation')

/** The expression by which a bundle reaches the installation of its process. */
export const INSTALLATION_EXPRESSION = "globalThis[Symbol.for('firesteel.installation')]"

/** Exports of the modules that a process provides to bundles, by package name. */
export type Installation = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Provides `modules` to the bundles that this process (or thread) runs. */
export function provideInstallation(modules: Installation): void {
  ;(globalThis as Record<symbol, unknown>)[INSTALLATION] = modules
}
