import { createRequire } from 'node:module'
import type * as lexer from 'es-module-lexer'
import { isPackageFile } from './package-file.js'

/** What one local name of a module was imported as. */
export interface Imported {
  readonly specifier: string
  /** `default`, a name, or `*` for the namespace. */
  readonly name: string
}

let loaded: typeof lexer | undefined
const tables = new Map<string, ReadonlyMap<string, Imported>>()

/** The import declarations of a module, by local name; from its text as V8 has it, which may be a whole bundle. */
export function importsOf(scriptId: string, text: () => string): ReadonlyMap<string, Imported> {
  let table = tables.get(scriptId)
  if (table === undefined) tables.set(scriptId, (table = read(text())))
  return table
}

/** Whether a specifier names a package; only such modules can be had on an executor as well. */
export const isBare = (specifier: string): boolean => !/^([./#]|[a-z]+:)/i.test(specifier)

/** Whether a package lies under node_modules; a linked one is the program's own source. */
export function isInstalled(specifier: string, parent: string): boolean {
  try {
    return isPackageFile(createRequire(parent).resolve(specifier))
  } catch {
    // It exports nothing to `require`, which is all that can be asked here.
    return true
  }
}

function read(text: string): Map<string, Imported> {
  const found = new Map<string, Imported>()
  loaded ??= createRequire(import.meta.url)('es-module-lexer') as typeof lexer
  loaded.initSync()
  for (const { n: specifier, d, ss, s } of loaded.parse(text)[0]) {
    if (specifier === undefined || d !== -1) continue
    const clause = /^import\s*([\s\S]*?)\s*from\s*['"]$/.exec(text.slice(ss, s))?.[1]
    if (clause !== undefined) readClause(clause, specifier, found)
  }
  return found
}

function readClause(clause: string, specifier: string, found: Map<string, Imported>): void {
  const [, first = '', braces] = /^([^{]*)(?:\{([\s\S]*)\})?$/.exec(clause) ?? []
  for (const part of first.split(',').map((each) => each.trim())) {
    const namespace = /^\*\s*as\s+(\S+)$/.exec(part)
    if (namespace) found.set(namespace[1] as string, { specifier, name: '*' })
    else if (part !== '') found.set(part, { specifier, name: 'default' })
  }
  for (const part of (braces ?? '').split(',').map((each) => each.trim())) {
    const renamed = /^(\S+)\s+as\s+(\S+)$/.exec(part)
    if (renamed)
      found.set(renamed[2] as string, { specifier, name: unquoted(renamed[1] as string) })
    else if (part !== '') found.set(part, { specifier, name: part })
  }
}

const unquoted = (name: string): string => name.replace(/^['"]|['"]$/g, '')
