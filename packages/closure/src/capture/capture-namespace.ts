import { types } from 'node:util'
import { ownProperties } from '../own-property.js'
import type { CaptureContext } from './context.js'
import type { Chains } from './graph-writer.js'
import { Refusal } from './refusal.js'

/**
 * Whether an object only gives names to a module's exports: an ESM namespace, or what bundlers and
 * transpilers make in its place (nothing but getters, or marked `__esModule`).
 */
export function isNamespaceLike(value: object): boolean {
  if (types.isModuleNamespaceObject(value)) return true
  const proto = Object.getPrototypeOf(value) as object | null
  // esbuild gives the namespace of a CommonJS function the prototype of functions.
  const ofFunction = proto === Function.prototype
  if (proto !== null && proto !== Object.prototype && !ofFunction) return false
  if (Object.hasOwn(value, '__esModule')) return true
  const properties = ownProperties(value).filter(([key]) => key !== 'default')
  return (
    (properties.length > 0 || ofFunction) &&
    properties.every(([, { get, set }]) => get && !set && isBinding(get))
  )
}

/** `() => name` as bundlers write it, not a getter with a mind of its own. */
const isBinding = (get: () => unknown): boolean =>
  /^(\(\)\s*=>|function\b)/.test(Function.prototype.toString.call(get)) &&
  !/\bthis\b/.test(Function.prototype.toString.call(get))

/** Captures of a namespace what closures use: one whose other exports cannot travel still can. */
export function captureNamespace(
  { writer }: CaptureContext,
  value: object,
  index: number,
  chains: Chains,
): void {
  let taken = writer.partial.get(index)
  if (taken === undefined) writer.partial.set(index, (taken = new Map()))
  const whole = chains === undefined || chains.some((chain) => chain.length === 0)
  const names = whole
    ? Object.keys(value)
    : [...new Set(chains.map(([first]) => first as string))].filter((name) => name in value)
  for (const name of names) {
    const rest = whole
      ? undefined
      : chains.filter(([first]) => first === name).map((c) => c.slice(1))
    if (taken.has(name) && rest === undefined) continue
    taken.set(name, writer.ref(read(value, name), index, { kind: 'property', name }, rest))
  }
}

function read(namespace: object, name: string): unknown {
  try {
    return (namespace as Record<string, unknown>)[name]
  } catch {
    throw new Refusal(`it uses the export '${name}' of a module that has not been evaluated yet`)
  }
}
