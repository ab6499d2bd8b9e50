import { types } from 'node:util'
import { CONFIGURABLE, HOLE, type Node, type Ref, UNDEFINED, WRITABLE } from '../graph.js'
import { deny, ship, type Shipped } from '../hooks.js'
import { lazyFactsOf } from '../lazy.js'
import { ownProperties } from '../own-property.js'
import { referenceTo } from '../resolve/known.js'
import { captureFunction } from './capture-function.js'
import { captureBinary, captureBuiltIn } from './capture-built-in.js'
import { captureExtra, captureExtras, captureIntegrity, isPlainData } from './capture-extras.js'
import { captureNamespace, isNamespaceLike } from './capture-namespace.js'
import { capturePrototype, isPrototype, protoRef } from './capture-prototype.js'
import type { CaptureContext } from './context.js'
import { type Pending, symbolNode } from './graph-writer.js'
import { Refusal } from './refusal.js'
import { refuseLive } from './refuse-live.js'

/** Gives the node of one queued value; queues what it holds. */
export function captureValue(context: CaptureContext, pending: Pending): void {
  const { index, value, chains } = pending
  const { writer } = context
  if (typeof value === 'symbol') {
    writer.nodes[index] = symbolNode(value)
    return
  }
  // First of all: to look at anything of a Proxy would run its traps.
  if (types.isProxy(value)) {
    throw new Refusal(
      'it captures a Proxy',
      'capture what the proxy stands for, or make it inside the closure',
    )
  }
  const reference = referenceTo(value)
  if (reference !== undefined) {
    writer.nodes[index] = reference
    nameClass(context, value, index)
    return
  }
  const hooked = captureHooked(context, value, index)
  if (hooked !== undefined) {
    writer.nodes[index] = hooked
    return
  }
  if (typeof value === 'function') return captureFunction(context, value, index)
  if (isNamespaceLike(value)) return captureNamespace(context, value, index, chains)
  captureObject(context, value, index)
}

/** A class that executors find by themselves is known under a name in rows as well. */
function nameClass({ writer, classes }: CaptureContext, value: object, index: number): void {
  const [tag] = writer.nodes[index] as Node
  if (classes === undefined || (tag !== 'module' && tag !== 'provided')) return
  if (typeof value !== 'function' || !/^class\b/.test(Function.prototype.toString.call(value)))
    return
  const id = classes.idOf(value)
  if (id !== undefined) writer.classes.push([index, id])
}

function captureHooked({ writer }: CaptureContext, value: object, index: number): Node | undefined {
  const hooks = value as { readonly [deny]?: unknown; readonly [ship]?: unknown }
  const denied = hooks[deny]
  const isHooked = typeof denied === 'string' || typeof hooks[ship] === 'function'
  // Hooks speak for instances; the prototype of a class that extends a hooked one travels with its class.
  if (isHooked && isPrototype(value)) return undefined
  if (typeof denied === 'string') throw new Refusal(denied)
  if (typeof hooks[ship] === 'function') {
    const shipped = (hooks[ship] as () => Shipped).call(value)
    if ('reviver' in shipped) {
      return [
        'revived',
        shipped.reviver,
        writer.ref(shipped.value, index, { kind: 'shipped', name: 'value' }),
      ]
    }
    const args = (shipped.args ?? []).map((each, at) =>
      writer.ref(each, index, { kind: 'shipped', name: `argument ${at}` }),
    )
    return ['shipped', shipped.module, shipped.export, ...args]
  }
  const lazy = lazyFactsOf(value)
  if (lazy === undefined) return undefined
  return ['lazy', lazy.id, writer.ref(lazy.make, index, { kind: 'maker', name: '' })]
}

function captureObject(context: CaptureContext, value: object, index: number): void {
  const { writer } = context
  refuseLive(value)
  const node = captureBinary(context, value, index)
  if (node !== undefined) {
    // Own properties of bytes are not looked at: they have one for each byte.
    writer.nodes[index] = node
    return
  }
  const builtIn = captureBuiltIn(context, value, index)
  if (builtIn !== undefined) {
    writer.nodes[index] = builtIn
    captureExtras(context, value, index, builtIn[0] === 'error' ? ['stack'] : ['lastIndex'])
    if (builtIn[0] === 'error') captureStack(context, value as Error, index)
  } else if (Array.isArray(value)) captureArray(context, value, index)
  else if (isPrototype(value)) capturePrototype(context, value, index)
  else capturePlain(context, value, index)
  captureIntegrity(context, value, index)
}

/** An error's stack as text: newer V8 has it as an accessor, which works on its own object only. */
function captureStack({ writer }: CaptureContext, { stack }: Error, index: number): void {
  if (typeof stack !== 'string') return
  writer.extras.push([index, 'stack', WRITABLE | CONFIGURABLE, stack, UNDEFINED])
}

function captureArray(context: CaptureContext, value: readonly unknown[], index: number): void {
  const { writer } = context
  const proto = protoRef(context, value, Array.prototype, index)
  const elements: Ref[] = []
  for (let at = 0; at < value.length; at++) {
    const element = value[at]
    // Most elements of big arrays: nothing of them needs a place in the way to a culprit.
    if (typeof element === 'string') elements[at] = element
    else if (element === undefined && !Object.hasOwn(value, at)) elements[at] = HOLE
    else elements[at] = writer.ref(element, index, { kind: 'element', name: at })
  }
  writer.nodes[index] = ['array', proto, ...elements]
  if (
    Reflect.ownKeys(value).length >
    value.length + 1 - elements.filter((e) => e === HOLE).length
  ) {
    captureExtras(context, value, index, ['length'], (key) => /^\d+$/.test(key))
  }
}

function capturePlain(context: CaptureContext, value: object, index: number): void {
  const { writer } = context
  const proto = protoRef(context, value, Object.prototype, index)
  const keys: string[] = []
  const values: Ref[] = []
  const special: PropertyKey[] = []
  for (const [key, property] of ownProperties(value)) {
    const plain = typeof key === 'string' && isPlainData(property)
    if (!plain) special.push(key)
    if (typeof key !== 'string') continue
    // A special one keeps its place among the others.
    keys.push(key)
    const step = { kind: 'property', name: key } as const
    values.push(plain ? writer.ref(property.value, index, step) : UNDEFINED)
  }
  writer.nodes[index] = ['object', writer.shape(proto, keys), ...values]
  for (const key of special) captureExtra(context, value, index, key, 'property')
}
