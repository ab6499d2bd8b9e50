import { Module, createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { LazyModules, Namespace } from '../application-modules.js'
import { lazyModules } from '../application-modules.js'
import { ClassRegistry } from '../class-registry.js'
import type { Lazy } from '../lazy.js'

/** What one task slot keeps between the graphs that it rebuilds. */
export interface RebuildEnvironment {
  /** The slot's classes by name. */
  readonly classes: ClassRegistry
  /** The slot's lazy values by id. */
  readonly lazies: Map<string, Lazy<unknown>>
  /** Modules that need no import: `{ firesteel: { TaskContext, … } }`. */
  readonly provided: Readonly<Record<string, Namespace>>
  /** What `{ reviver, value }` hooks name. */
  readonly revivers: Readonly<Record<string, (value: unknown) => unknown>>
  /** Imports as the file `parent` would; a URL needs no parent. */
  importModule(specifier: string, parent?: string): Promise<Namespace>
  /** A `require` for CommonJS modules, as the file `parent` would have. */
  requireFrom(parent: string): NodeJS.Require
  /** The lazy modules of the application's bundle, whose URL on the driver is given. */
  applicationModules(bundleUrl: string): Promise<LazyModules>
  /** Modules imported so far, by what names them in a graph. */
  readonly modules: Map<string, unknown>
}

/** What a slot may say about itself; everything has a default that fits a plain thread. */
export type RebuildOptions = Partial<
  Omit<RebuildEnvironment, 'modules' | 'lazies' | 'applicationModules'>
> & {
  /** Where the application's bundle is on this machine, when not where the driver has it. */
  readonly applicationUrl?: string | undefined
}

/** The environment of a task slot: make one per thread and keep it. */
export function createRebuildEnvironment(options: RebuildOptions = {}): RebuildEnvironment {
  const importModule = options.importModule ?? importFrom
  return {
    classes: options.classes ?? new ClassRegistry(),
    lazies: new Map(),
    provided: options.provided ?? {},
    revivers: options.revivers ?? {},
    importModule,
    requireFrom: options.requireFrom ?? requireFrom,
    async applicationModules(bundleUrl) {
      const url = options.applicationUrl ?? bundleUrl
      const bundle = (await importModule(url)) as { readonly modules?: LazyModules }
      return bundle.modules ?? lazyModules() ?? {}
    },
    modules: new Map(),
  }
}

const importers = new Map<string, (specifier: string) => Promise<Namespace>>()

/** `import(specifier)` as it would be in the file `parent`. */
function importFrom(specifier: string, parent?: string): Promise<Namespace> {
  if (parent === undefined || /^(node|file|data):/.test(specifier)) return import(specifier)
  let importer = importers.get(parent)
  if (importer === undefined) {
    // A CommonJS module of that name: its `import` resolves from there, with all of Node's rules.
    const file = parent.startsWith('file:') ? fileURLToPath(parent) : parent
    const module = new Module(file) as Module & { _compile(text: string, file: string): void }
    module._compile('module.exports = (specifier) => import(specifier)', file)
    importers.set(parent, (importer = module.exports as (s: string) => Promise<Namespace>))
  }
  return importer(specifier)
}

function requireFrom(parent: string): NodeJS.Require {
  const absolute = /^(file:|\/|[A-Za-z]:[\\/])/.test(parent)
  return createRequire(absolute ? parent : pathToFileURL(`${process.cwd()}/closure.js`))
}
