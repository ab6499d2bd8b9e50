import { types } from 'node:util'
import { foreignClassOf, HINT_OPEN, Refusal } from './refusal.js'

/** Refuses objects that are bound to this process and this moment. */
export function refuseLive(value: object): void {
  if (types.isPromise(value)) {
    throw new Refusal(
      'it captures a Promise',
      'await it before the closure, and capture what it gives',
    )
  }
  if (types.isWeakMap(value) || types.isWeakSet(value)) {
    throw new Refusal(
      `it captures a ${types.isWeakMap(value) ? 'WeakMap' : 'WeakSet'}, whose entries cannot be read`,
      'use a Map or a Set, or make it inside the closure: const x = lazy(() => new WeakMap())',
    )
  }
  if (value instanceof WeakRef || value instanceof FinalizationRegistry) {
    throw new Refusal(`it captures a ${value.constructor.name}`, 'capture the object itself')
  }
  if (types.isGeneratorObject(value)) {
    throw new Refusal(
      'it captures a running generator',
      'call the generator function inside the closure',
    )
  }
  if (types.isMapIterator(value) || types.isSetIterator(value) || isIterator(value)) {
    throw new Refusal('it captures a running iterator', 'capture what it iterates over, or [...it]')
  }
  if (types.isSharedArrayBuffer(value)) {
    throw new Refusal(
      'it captures a SharedArrayBuffer, which other processes cannot share',
      'copy it: new Uint8Array(shared).slice()',
    )
  }
  if (types.isExternal(value) || types.isModuleNamespaceObject(value) === undefined) {
    throw new Refusal('it captures a native handle', HINT_OPEN)
  }
  if (types.isArgumentsObject(value)) {
    throw new Refusal('it captures an arguments object', 'copy it into an array: [...arguments]')
  }
  if (types.isKeyObject(value) || types.isCryptoKey(value)) {
    throw new Refusal(
      `it captures a live ${foreignClassOf(value) ?? 'key'} object`,
      'export the key, and import it inside the closure: const key = lazy(() => createSecretKey(bytes))',
    )
  }
}

const ITERATORS = new Set([
  'Array Iterator',
  'String Iterator',
  'RegExp String Iterator',
  'Iterator Helper',
])

function isIterator(value: object): boolean {
  if (Object.hasOwn(value, Symbol.toStringTag)) return false
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  return typeof tag === 'string' && ITERATORS.has(tag)
}
