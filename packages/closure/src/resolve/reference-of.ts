import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { CaptureContext } from '../capture/context.js'
import type { Node } from '../graph.js'
import { learnRealmOf, noteExports, referenceTo } from './known.js'
import { isPackageFile, specifierOf } from './package-file.js'

const learned = new Set<string>()

/**
 * The name under which executors find this function; undefined when it goes by value. Looks at the
 * ES module of a package that it comes from, if it has not been looked at yet.
 */
export function referenceOf(context: CaptureContext, fn: Function): Node | undefined {
  learnRealmOf(fn)
  const known = referenceTo(fn)
  if (known !== undefined) return known
  const inspection = context.inspect()
  const looked = inspection?.look(fn)
  if (looked === undefined || 'target' in looked) return undefined
  const script = inspection?.scripts.get(looked.scriptId)
  if (script?.isModule && isPackageFile(script.url)) learnModule(script.url)
  return referenceTo(fn)
}

function learnModule(url: string): void {
  if (learned.has(url) || !url.startsWith('file:')) return
  learned.add(url)
  const file = fileURLToPath(url)
  try {
    // The module is loaded already, so this only asks for its namespace; Node does not warn of
    // require(esm) when a package asks.
    const namespace = createRequire(file)(file) as Readonly<Record<string, unknown>>
    const origin = { kind: 'file', url, specifier: specifierOf(file) } as const
    noteExports(namespace, (...path) => ['module', origin, ...path])
  } catch {
    // A module with top-level await cannot be asked for like this: it goes by value.
  }
}
