import { parseFunction } from '../analyze/parse-function.js'
import type { ParsedFunction } from '../analyze/parsed-function.js'
import { type Ref, UNDEFINED } from '../graph.js'
import { ownProperties, ownProperty } from '../own-property.js'
import { learnRealmOf, referenceTo } from '../resolve/known.js'
import { referenceOf } from '../resolve/reference-of.js'
import { captureExtra } from './capture-extras.js'
import type { CaptureContext } from './context.js'
import { parseOrRefuse } from './parse-or-refuse.js'
import { foreignClassOf, HINT_OPEN, isNative, Refusal } from './refusal.js'

/**
 * The prototype of an instance: undefined's reference when it is the usual one, null's when there is
 * none. Refuses instances whose class keeps what cannot be read from outside.
 */
export function protoRef(
  context: CaptureContext,
  value: object,
  usual: object,
  index: number,
): Ref {
  const proto = Object.getPrototypeOf(value) as object | null
  if (proto === usual) return UNDEFINED
  if (proto === null) return null
  if (isOf(proto, usual)) return UNDEFINED
  if (!harmless.has(proto)) refuseHidden(value, proto, usual)
  if (usual === Object.prototype) harmless.add(proto)
  return context.writer.ref(proto, index, { kind: 'prototype', name: '' })
}

/** Prototypes of plain objects that have been looked through: there may be a hundred thousand instances. */
const harmless = new WeakSet<object>()

/** Whether this is the same intrinsic prototype, of another realm perhaps. */
function isOf(proto: object, usual: object): boolean {
  if (proto === usual) return true
  if (harmless.has(proto)) return false
  const { constructor } = proto as { constructor?: unknown }
  if (typeof constructor !== 'function' || constructor.prototype !== proto) return false
  if (!isNative(constructor)) return false
  learnRealmOf(constructor)
  const reference = referenceTo(constructor)
  return reference?.[0] === 'intrinsic' && reference[1] === usual.constructor.name
}

/** Refuses instances of native classes (their state is not in properties) and of classes with `#names`. */
function refuseHidden(value: object, proto: object, usual: object): void {
  for (let at: object | null = proto; at !== null; at = Object.getPrototypeOf(at)) {
    if (isOf(at, usual) || isOf(at, Object.prototype)) return
    const constructor = Object.hasOwn(at, 'constructor')
      ? (at as { constructor: unknown }).constructor
      : undefined
    if (typeof constructor !== 'function' || constructor.prototype !== at) continue
    const reference = referenceTo(constructor)
    if (reference?.[0] === 'builtin' || reference?.[0] === 'intrinsic' || isNative(constructor)) {
      if (usual !== Object.prototype && reference?.[0] === 'intrinsic') continue
      const name = foreignClassOf(value) ?? constructor.name
      throw new Refusal(`it captures a live ${name} object`, HINT_OPEN)
    }
    const hidden = privateNameOf(constructor)
    if (hidden !== undefined) {
      throw new Refusal(
        `it captures an instance of ${constructor.name || 'a class'}, whose private #${hidden} cannot be read from outside`,
        `make it inside the closure or wrap it: const x = lazy(() => new ${constructor.name || 'X'}(…)); or give the class a [ship]() method`,
      )
    }
  }
}

type Prototype = object & { readonly constructor: Function }

/** Whether this is the `prototype` of a function. */
export function isPrototype(value: object): value is Prototype {
  const constructor = ownProperty(value, 'constructor')?.value
  return typeof constructor === 'function' && constructor.prototype === value
}

/** Captures a function's `prototype`: what its text does not make by itself. */
export function capturePrototype(context: CaptureContext, value: Prototype, index: number): void {
  const { writer } = context
  const { constructor } = value
  const of = writer.ref(constructor, index, { kind: 'property', name: 'constructor' })
  const reference = referenceOf(context, constructor)
  const parsed = reference === undefined ? parseOrRefuse(constructor) : undefined
  const above = Object.getPrototypeOf(value) as object | null
  const natural = parsed === undefined || parsed.kind === 'class' || above === Object.prototype
  const proto = natural ? UNDEFINED : writer.ref(above, index, { kind: 'prototype', name: '' })
  writer.nodes[index] = ['prototype', of, proto]
  if (parsed !== undefined) captureOwnMembers(context, value, index, parsed, 'property')
}

/** Captures the members of a class or its prototype that its text does not make as they are. */
export function captureOwnMembers(
  context: CaptureContext,
  value: object,
  index: number,
  parsed: ParsedFunction,
  kind: 'property' | 'static',
): void {
  for (const [key, found] of ownProperties(value)) {
    if (kind === 'static' ? STATIC.has(key) : key === 'constructor') continue
    const functions = [found.value, found.get, found.set].filter((each) => each !== undefined)
    const made = (each: unknown): boolean =>
      typeof each === 'function' && parsed.members.has(textOf(each))
    if (functions.length > 0 && functions.every(made)) continue
    captureExtra(context, value, index, key, kind)
  }
}

const STATIC = new Set<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller'])

const textOf = (fn: Function): string => Function.prototype.toString.call(fn)

const privateNames = new WeakMap<Function, string | null>()

function privateNameOf(constructor: Function): string | undefined {
  let name = privateNames.get(constructor)
  if (name === undefined) {
    const text = textOf(constructor)
    name = null
    if (text.includes('#') && /^class\b/.test(text)) {
      try {
        name = parseFunction(text).privateName ?? null
      } catch {
        name = null
      }
    }
    privateNames.set(constructor, name)
  }
  return name ?? undefined
}
