import { type LazyModules, type Namespace, noteApplicationModule } from '../application-modules.js'
import { ModuleUnreachableError } from '../errors.js'
import type { GraphData, ModuleOrigin, Node } from '../graph.js'
import type { RebuildEnvironment } from './environment.js'

/** How a module is named among those that a slot has. */
export function moduleKey(origin: ModuleOrigin): string {
  switch (origin.kind) {
    case 'application':
      return `application ${origin.id}`
    case 'import':
      return `import ${origin.specifier} from ${origin.parent}`
    case 'file':
      return `file ${origin.url}`
    case 'commonjs':
      return `commonjs ${origin.file}`
  }
}

/** The modules that a graph names and the slot does not have yet. */
export function missingModules(
  data: GraphData,
  environment: RebuildEnvironment,
): ReadonlyMap<string, () => Promise<unknown>> {
  const missing = new Map<string, () => Promise<unknown>>()
  const need = (key: string, load: () => Promise<unknown>): void => {
    if (!environment.modules.has(key)) missing.set(key, load)
  }
  for (const id of data.modules ?? []) {
    const origin = { kind: 'application', id } as const
    need(moduleKey(origin), () => loadModule(origin, data, environment))
  }
  for (const node of data.nodes) {
    if (node[0] === 'module') {
      need(moduleKey(node[1]), () => loadModule(node[1], data, environment))
    } else if (node[0] === 'shipped' || node[0] === 'provided') {
      const [, module] = node
      if (environment.provided[module] !== undefined) continue
      need(module, () => environment.importModule(module))
    }
  }
  return missing
}

/** The module that a node names; it has been loaded before. */
export function moduleOf(node: Node, environment: RebuildEnvironment): unknown {
  if (node[0] === 'module') return environment.modules.get(moduleKey(node[1]))
  const module = node[1] as string
  return environment.provided[module] ?? environment.modules.get(module)
}

async function loadModule(
  origin: ModuleOrigin,
  data: GraphData,
  environment: RebuildEnvironment,
): Promise<unknown> {
  switch (origin.kind) {
    case 'application': {
      const modules: LazyModules = await environment.applicationModules(data.application ?? '')
      const load = modules[origin.id]
      if (load !== undefined) {
        const exports = await load()
        noteApplicationModule(data.application ?? '', origin.id, exports)
        return exports
      }
      const known = new Error(`it has ${Object.keys(modules).join(', ') || 'no modules'}`)
      throw new ModuleUnreachableError(origin.id, [data.application ?? 'no bundle'], known)
    }
    case 'import':
      return firstOf(origin.specifier, [
        [origin.parent, () => environment.importModule(origin.specifier, origin.parent)],
        [process.cwd(), () => environment.importModule(origin.specifier, cwdFile())],
      ])
    case 'file':
      return firstOf(origin.specifier, [
        [origin.url, () => environment.importModule(origin.url)],
        [process.cwd(), () => environment.importModule(origin.specifier, cwdFile())],
      ])
    case 'commonjs':
      return firstOf(origin.specifier, [
        [origin.file, () => environment.requireFrom(origin.file)(origin.file) as unknown],
        [process.cwd(), () => environment.requireFrom(cwdFile())(origin.specifier) as unknown],
      ])
  }
}

const cwdFile = (): string => `${process.cwd()}/closure.mjs`

async function firstOf(
  name: string,
  ways: readonly (readonly [string, () => unknown])[],
): Promise<Namespace> {
  let failure: unknown
  for (const [, way] of ways) {
    try {
      return (await way()) as Namespace
    } catch (error) {
      // The first one says best what is wrong.
      failure ??= error
    }
  }
  throw new ModuleUnreachableError(
    name,
    ways.map(([where]) => where),
    failure,
  )
}
