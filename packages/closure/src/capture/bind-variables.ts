import { explicitlyCaptured } from '../explicit.js'
import type { Ref } from '../graph.js'
import type { Scope } from '../inspect/inspection.js'
import { GLOBAL_NAMES } from '../intrinsics.js'
import { importsOf, isBare, isInstalled } from '../resolve/imports.js'
import type { ComputedKey } from '../analyze/parsed-function.js'
import { ownProperties } from '../own-property.js'
import { note, referenceTo } from '../resolve/known.js'
import type { CaptureContext } from './context.js'
import type { Step } from './graph-writer.js'
import { Refusal } from './refusal.js'
import { type Subject, fileOf } from './subject.js'

/** What stands around a function's text when it is compiled again. */
export interface Bindings {
  readonly names: readonly string[]
  readonly refs: readonly Ref[]
  readonly assigned: readonly string[]
  readonly self: string | undefined
}

type Found = { readonly value: unknown; readonly scope: Scope | undefined }

/** Finds the value of every name that a function takes from outside, as it is now. */
export function bindVariables(context: CaptureContext, subject: Subject): Bindings {
  const { fn, index, parsed, script } = subject
  const { writer } = context
  const names: string[] = []
  const refs: Ref[] = []
  const assigned: string[] = []
  let self: string | undefined
  const bind = (name: string, ref: Ref): void => {
    names.push(name)
    refs.push(ref)
  }
  if (parsed.importName !== undefined) {
    const step: Step = { kind: 'variable', name: 'import' }
    bind(parsed.importName, writer.add(['import', script?.url ?? ''], index, step))
  }
  if (parsed.superName !== undefined) {
    const above = Object.getPrototypeOf(fn) as unknown
    bind(parsed.superName, writer.ref(above, index, { kind: 'superclass', name: '' }))
  }
  for (const key of parsed.computedKeys) {
    const name = keyOf(fn, key)
    // Not there any more: then its expression is looked up like any other.
    if (name === undefined || names.includes(key.name)) continue
    bind(key.name, writer.ref(name, index, { kind: 'variable', name: key.name }))
  }
  for (const [name, usage] of parsed.free) {
    if (names.includes(name)) continue
    const step: Step = { kind: 'variable', name }
    const found = lookUp(subject, name)
    if (name === '__name' && (found === undefined || typeof found.value === 'function')) {
      // esbuild's keep-names helper; its own would drag the bundle's prelude along.
      bind(name, writer.add(['name-helper'], index, step))
      continue
    }
    if (found === undefined) {
      refuseUnseen(context, subject, name)
      continue
    }
    const { value, scope } = found
    if (value === fn && !usage.assigned && self === undefined) {
      self = name
      continue
    }
    if (usage.assigned) assigned.push(name)
    if (isRequire(name, value)) {
      bind(name, writer.add(['require', fileOf(script?.url ?? '')], index, step))
      continue
    }
    if (scope?.kind === 'Module') noteImport(context, subject, name, value)
    const ref = writer.ref(value, index, step, usage.chains)
    bind(name, ref)
    if (scope !== undefined) {
      context.uses.push({ subject, name, scope, ref, assigned: usage.assigned })
    }
  }
  return { names, refs, assigned, self }
}

/** What a computed key came to: the name under which the class has a member of that text. */
function keyOf(fn: Function, { member, isStatic }: ComputedKey): PropertyKey | undefined {
  const holder: object = isStatic ? fn : fn.prototype
  const isIt = (each: Function | undefined): boolean =>
    typeof each === 'function' && Function.prototype.toString.call(each) === member
  const found = ownProperties(holder).find(
    ([, { value, get, set }]) => isIt(value as Function) || isIt(get) || isIt(set),
  )
  return found?.[0]
}

/** The variable's value; undefined when it is a global of every process, or declared nowhere. */
function lookUp({ fn, looked }: Subject, name: string): Found | undefined {
  const explicit = explicitlyCaptured(fn)
  if (explicit !== undefined && Object.hasOwn(explicit, name)) {
    return { value: explicit[name], scope: undefined }
  }
  for (const scope of looked?.scopes ?? []) {
    if (name in scope.variables) return { value: read(scope, name), scope }
  }
  if (GLOBAL_NAMES.has(name)) return undefined
  const global = Object.getOwnPropertyDescriptor(globalThis, name)
  // What the program itself has put there is enumerable; what newer versions of Node bring is not.
  if (global?.enumerable !== true) return undefined
  return { value: (globalThis as Record<string, unknown>)[name], scope: undefined }
}

function read(scope: Scope, name: string): unknown {
  try {
    return scope.variables[name]
  } catch {
    throw new Refusal(
      'it captures a variable that has no value yet',
      'declare it above the place where the job is started',
      { kind: 'variable', name },
    )
  }
}

/** Without the inspector a name that is no global must have been given by hand. */
function refuseUnseen({ inspect }: CaptureContext, { fn, parsed }: Subject, name: string): void {
  if (inspect() !== undefined || isGlobal(name)) return
  const names = [...parsed.free.keys()].filter((each) => !isGlobal(each)).join(', ')
  throw new Refusal(
    'its variables cannot be read, because the inspector is not available in this process',
    `name them: closure({ ${names} }, ${fn.name || '(…) => …'})`,
    { kind: 'variable', name },
  )
}

const isGlobal = (name: string): boolean => GLOBAL_NAMES.has(name) || name in globalThis

const isRequire = (name: string, value: unknown): boolean =>
  name === 'require' && typeof value === 'function' && 'resolve' in value && 'cache' in value

/** Remembers that a variable is the import of a package: executors import it themselves. */
function noteImport(
  { inspect }: CaptureContext,
  { looked, script }: Subject,
  name: string,
  value: unknown,
): void {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
  if (looked === undefined || !script?.isModule || referenceTo(value) !== undefined) return
  const { scriptId } = looked
  const imported = importsOf(scriptId, () => inspect()?.scripts.textOf(scriptId) ?? '').get(name)
  if (imported === undefined || !isBare(imported.specifier)) return
  const { specifier } = imported
  const path = imported.name === '*' ? [] : [imported.name]
  if (/^(firesteel|@firesteel\/.*)$/.test(specifier)) note(value, ['provided', specifier, ...path])
  else if (isInstalled(specifier, script.url)) {
    note(value, ['module', { kind: 'import', specifier, parent: script.url }, ...path])
  }
}
