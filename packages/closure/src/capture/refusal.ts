import type { Step } from './graph-writer.js'
import { referenceTo } from '../resolve/known.js'

/** Raised inside capture; the path is added where the graph is known. */
export class Refusal extends Error {
  readonly hint: string | undefined
  /** A step below the node that was being looked at. */
  readonly step: Step | undefined

  constructor(problem: string, hint?: string, step?: Step) {
    super(problem)
    this.hint = hint
    this.step = step
  }
}

/** The step of a path in words. */
export function stepText({ kind, name }: Step): string {
  const text = typeof name === 'symbol' ? String(name) : `${name}`
  switch (kind) {
    case 'element':
      return `property ${text}`
    case 'key':
      return `key ${text}`
    case 'entry':
      return `entry ${text}`
    case 'static':
      return `static property ${text}`
    case 'bound':
      return `bound ${text}`
    case 'superclass':
    case 'prototype':
    case 'maker':
      return kind === 'maker' ? 'the maker of a lazy value' : `its ${kind}`
    case 'value':
      return `value ${text}`
    default:
      return `${kind} ${text}`
  }
}

export const HINT_OPEN =
  'open it inside the closure (mapPartitions) or wrap it: const x = lazy(() => …)'

/** `node:net Socket`, `Intl.Collator`: the nearest class of an object that is not the program's own. */
export function foreignClassOf(value: object): string | undefined {
  for (let proto = Object.getPrototypeOf(value); proto; proto = Object.getPrototypeOf(proto)) {
    const { constructor } = proto as { constructor?: unknown }
    const node = typeof constructor === 'function' ? referenceTo(constructor) : undefined
    if (node?.[0] === 'builtin') return `node:${node[1]} ${node.slice(2).join('.')}`.trim()
    if (node?.[0] === 'intrinsic') {
      const name = node.slice(1).join('.')
      return name === 'Object' || name === 'Function' ? undefined : name
    }
    if (typeof constructor === 'function' && isNative(constructor)) return constructor.name
  }
  return undefined
}

export const isNative = (fn: Function): boolean =>
  /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(fn))
