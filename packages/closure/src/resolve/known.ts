import { createRequire, builtinModules } from 'node:module'
import type { Node } from '../graph.js'
import { type OwnProperty, ownProperties } from '../own-property.js'
import { walkIntrinsics } from '../intrinsics.js'
import { applicationModules } from '../application-modules.js'
import { isPackageFile, specifierOf } from './package-file.js'

/** A namespace, or the exports of a CommonJS module. */
type Exports = Readonly<Record<string, unknown>>

const references = new WeakMap<object, Node>()
let intrinsicsKnown = false
let loadedBuiltins = -1
let cachedModules = -1

/** Modules that the executors provide by name, as the driver has them. */
export type ProvidedModules = Readonly<Record<string, Exports>>

/**
 * Learns the identities of what has been loaded since the last call: intrinsics, `node:` modules,
 * modules of the application's bundle, CommonJS packages. Loads nothing itself.
 */
export function learnReferences(provided: ProvidedModules): void {
  if (!intrinsicsKnown) {
    for (const [value, path] of walkIntrinsics()) note(value, ['intrinsic', ...path])
    intrinsicsKnown = true
  }
  learnBuiltins()
  for (const [name, exports] of Object.entries(provided)) {
    noteExports(exports, (...path) => ['provided', name, ...path])
  }
  for (const [id, exports] of applicationModules()) {
    // A bundle's namespaces are objects of getters, each for a live binding.
    const evaluated = Object.fromEntries(Object.keys(exports).map((key) => [key, exports[key]]))
    noteExports(evaluated, (...path) => ['module', { kind: 'application', id }, ...path])
    note(exports, ['module', { kind: 'application', id }])
  }
  learnCommonJs()
}

const realms = new WeakSet<object>([Function])

/** Learns the intrinsics of the realm in which a function was made, when it is not this one. */
export function learnRealmOf(fn: Function): void {
  const prototype = Object.getPrototypeOf(fn) as Function | null
  // The constructor of a function's constructor is its realm's Function.
  const make = prototype?.constructor?.constructor as FunctionConstructor | undefined
  if (typeof make !== 'function' || make === Function || realms.has(make)) return
  realms.add(make)
  try {
    const realm = make('return globalThis')() as Readonly<Record<string, unknown>>
    for (const [value, path] of walkIntrinsics(realm)) note(value, ['intrinsic', ...path])
  } catch {
    // A realm that makes no code from strings keeps its intrinsics to itself.
  }
}

/** The node that names this object where it exists on the executors too; undefined when by value. */
export const referenceTo = (value: object): Node | undefined => references.get(value)

/** Remembers that an object has a name on the executors. The first name stays. */
export function note(value: unknown, node: Node): void {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
  if (!references.has(value)) references.set(value, node)
}

/** Remembers a module's exports under the names that it gives them. */
export function noteExports(exports: Exports, node: (...path: string[]) => Node): void {
  note(exports, node())
  if ((typeof exports !== 'object' || exports === null) && typeof exports !== 'function') return
  for (const [key, property] of ownProperties(exports)) {
    if (typeof key !== 'string') continue
    // A getter of a CommonJS module may load half a package; one of a bundle's namespace is a live binding.
    if ('value' in property) note(property.value, node(key))
    else if (isLiveBinding(exports, property)) note(exports[key], node(key))
  }
}

const isLiveBinding = (exports: Exports, { enumerable, set }: OwnProperty): boolean =>
  enumerable === true && set === undefined && '__esModule' in exports

function learnBuiltins(): void {
  const loaded = (process as never as { moduleLoadList: readonly string[] }).moduleLoadList ?? []
  if (loaded.length === loadedBuiltins) return
  loadedBuiltins = loaded.length
  const names = new Set(loaded.map((each) => each.replace(/^NativeModule /, '')))
  for (const name of builtinModules) {
    // To ask for one that is not loaded would load it, and some warn when they are.
    if (name.startsWith('_') || !names.has(name) || DEPRECATED.has(name)) continue
    const module = process.getBuiltinModule(`node:${name}`) as Exports | undefined
    if (module === undefined) continue
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
      note(value, ['builtin', name, key])
      if (typeof value === 'function') note(value.prototype, ['builtin', name, key, 'prototype'])
      else if (NESTED.has(key))
        noteExports(value as Exports, (...path) => ['builtin', name, key, ...path])
    }
    note(module, ['builtin', name])
  }
}

const DEPRECATED = new Set(['punycode', 'sys', 'wasi', 'constants'])
const NESTED = new Set(['posix', 'win32', 'types', 'constants'])

function learnCommonJs(): void {
  const { cache } = createRequire(import.meta.url)
  const files = Object.keys(cache)
  if (files.length === cachedModules) return
  cachedModules = files.length
  for (const file of files) {
    const module = cache[file]
    if (module === undefined || !module.loaded || !isPackageFile(file)) continue
    const specifier = specifierOf(file)
    noteExports(module.exports as Exports, (...path) => [
      'module',
      { kind: 'commonjs', file, specifier },
      ...path,
    ])
  }
}
