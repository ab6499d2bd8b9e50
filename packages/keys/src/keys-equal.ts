import { acyclic, bytesOf, notAKey, shapeOf } from './key-shape.js'

/**
 * True when two keys are the same key: SameValueZero for primitives (NaN is NaN, 0 is -0, 1 is
 * neither 1n nor '1'); by value for Dates, bytes, arrays, plain objects (in whichever order their
 * properties come) and instances of one class.
 */
export function keysEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') {
    if (typeof a === 'function' || typeof a === 'symbol') throw notAKey(a)
    return a === b || (a !== a && b !== b)
  }
  return acyclic(() => equal(a, b))
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a !== a && b !== b
  }
  const shape = shapeOf(a)
  if (shapeOf(b) !== shape || !sameClass(a, b)) return false
  switch (shape) {
    case 'date':
      return equal(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b))
    case 'bytes':
      return Buffer.compare(bytesOf(a as ArrayBufferView), bytesOf(b as ArrayBufferView)) === 0
    case 'array': {
      const [left, right] = [a as unknown[], b as unknown[]]
      return left.length === right.length && left.every((item, index) => equal(item, right[index]))
    }
    case 'object': {
      const names = Object.keys(a)
      if (names.length !== Object.keys(b).length) return false
      const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
      return names.every((name) => Object.hasOwn(b, name) && equal(left[name], right[name]))
    }
  }
}

/** The class of an object; plain objects without a prototype are plain objects. */
export const classOf = (value: object): object =>
  (Object.getPrototypeOf(value) as object | null) ?? Object.prototype

const sameClass = (a: object, b: object): boolean => classOf(a) === classOf(b)
