import type { ParsedFunction } from '../analyze/parsed-function.js'
import { fresh } from '../analyze/parsed-text.js'
import type { FunctionFacts, Ref } from '../graph.js'
import type { BoundFunction } from '../inspect/inspection.js'
import { referenceOf } from '../resolve/reference-of.js'
import { bindVariables } from './bind-variables.js'
import { captureOwnMembers } from './capture-prototype.js'
import type { CaptureContext } from './context.js'
import { parseOrRefuse } from './parse-or-refuse.js'
import { isNative, Refusal } from './refusal.js'
import type { Subject } from './subject.js'

/** Gives the node of a function or class. */
export function captureFunction(context: CaptureContext, fn: Function, index: number): void {
  const { writer, classes } = context
  const reference = referenceOf(context, fn)
  if (reference !== undefined) {
    writer.nodes[index] = reference
    return
  }
  const looked = context.inspect()?.look(fn)
  if (looked !== undefined && 'target' in looked) return captureBound(context, looked, index)
  if (isNative(fn)) {
    throw new Refusal(
      `it captures the native function ${fn.name || '(anonymous)'}`,
      'call it inside the closure, or take it from its module there',
    )
  }
  const script = looked && context.inspect()?.scripts.get(looked.scriptId)
  if (script?.url.startsWith('node:')) {
    throw new Refusal(
      `it captures ${fn.name || 'a function'}, which belongs to the inside of Node.js (${script.url})`,
      'make it inside the closure or wrap it: const x = lazy(() => …)',
    )
  }
  const parsed = parseOrRefuse(fn)
  const subject: Subject = { fn, index, parsed, looked, script }
  const { names, refs, assigned, self } = bindVariables(context, subject)
  const source = writer.source({
    text: parsed.text,
    kind: parsed.kind === 'method' ? 'member' : 'expression',
    ...positionOf(context, subject),
    strict: isStrict(context, subject),
    names,
    assigned,
    ...(self === undefined ? {} : { self }),
    parameter: fresh(parsed.identifiers, ['$', '$$', '_$']),
  })
  writer.nodes[index] = ['function', source, refs, factsOf(context, subject)]
  captureOwnMembers(context, fn, index, parsed, 'static')
  if (parsed.kind === 'class') {
    const id = classes?.idOf(fn)
    if (id !== undefined) writer.classes.push([index, id])
  }
  if (hasOwnPrototype(parsed)) {
    writer.ref(fn.prototype, index, { kind: 'property', name: 'prototype' })
  }
}

function captureBound({ writer }: CaptureContext, bound: BoundFunction, index: number): void {
  const { target, receiver, args } = bound
  writer.nodes[index] = [
    'bound',
    writer.ref(target, index, { kind: 'bound', name: 'function' }),
    writer.ref(receiver, index, { kind: 'bound', name: 'this' }),
    ...Array.from(args, (each, at) =>
      writer.ref(each, index, { kind: 'bound', name: `argument ${at}` }),
    ),
  ]
}

const hasOwnPrototype = ({ kind, isAsync, isGenerator }: ParsedFunction): boolean =>
  kind === 'class' || (kind === 'function' && !isAsync && !isGenerator)

function factsOf({ writer }: CaptureContext, { fn, index, parsed }: Subject): FunctionFacts {
  const name = Object.getOwnPropertyDescriptor(fn, 'name')?.value as unknown
  const proto = Object.getPrototypeOf(fn) as object | null
  const natural = parsed.kind === 'class' || isFunctionPrototype(proto)
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(natural ? {} : { proto: writer.ref(proto, index, { kind: 'prototype', name: '' }) as Ref }),
  }
}

/** Function.prototype or that of async functions and generators, in any realm. */
const isFunctionPrototype = (proto: object | null): boolean =>
  proto !== null &&
  Object.hasOwn(proto, 'constructor') &&
  isNative(proto.constructor) &&
  /^(Async)?(Generator)?Function$/.test(proto.constructor.name)

/** Where the text begins, in the script as V8 has it. */
function positionOf(
  context: CaptureContext,
  { looked, script, parsed }: Subject,
): { url: string; line: number; column: number } {
  if (looked === undefined || !script?.url) return { url: 'closure', line: 0, column: 0 }
  const before = parsed.text.slice(0, parsed.anchor)
  const lines = before.split('\n').length - 1
  const line = looked.line - lines
  if (lines === 0) return { url: script.url, line, column: looked.column - parsed.anchor }
  const [first = ''] = parsed.text.split('\n', 1)
  const text = context.inspect()?.scripts.textOf(looked.scriptId).split('\n')[line]
  return { url: script.url, line, column: Math.max(0, text?.indexOf(first) ?? 0) }
}

function isStrict(context: CaptureContext, { fn, parsed, script, looked }: Subject): boolean {
  if (parsed.strict || script === undefined || script.isModule) return true
  if (parsed.kind === 'function' && !parsed.isAsync && !parsed.isGenerator) {
    // Only sloppy functions have it.
    return !Object.hasOwn(fn, 'caller')
  }
  const text = looked && context.inspect()?.scripts.textOf(looked.scriptId)
  return text !== undefined && USE_STRICT.test(text)
}

const USE_STRICT = /^(#!.*\n|\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*['"]use strict['"]/
