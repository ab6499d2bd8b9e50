import { types } from 'node:util'
import { KeyNotSupportedError } from './errors.js'

/** What an object is as a key. */
export type KeyShape = 'date' | 'bytes' | 'array' | 'object'

/** The shape of an object that may be a key; throws for those that may not. */
export function shapeOf(value: object, path = 'key'): KeyShape {
  if (Array.isArray(value)) return 'array'
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null || prototype === Object.prototype) return 'object'
  if (types.isDate(value)) return 'date'
  if (ArrayBuffer.isView(value)) return 'bytes'
  const refused = refusedAs(value)
  if (refused !== undefined) throw new KeyNotSupportedError(path, refused)
  return 'object'
}

function refusedAs(value: object): string | undefined {
  if (types.isMap(value)) return 'a Map'
  if (types.isSet(value)) return 'a Set'
  if (types.isRegExp(value)) return 'a RegExp'
  if (types.isNativeError(value) || value instanceof Error) return 'an Error'
  if (types.isAnyArrayBuffer(value)) return 'an ArrayBuffer (use a Uint8Array)'
  if (types.isBoxedPrimitive(value)) return 'a boxed primitive'
  if (types.isPromise(value)) return 'a Promise'
  if (types.isWeakMap(value)) return 'a WeakMap'
  if (types.isWeakSet(value)) return 'a WeakSet'
  if (value instanceof WeakRef) return 'a WeakRef'
  if (types.isGeneratorObject(value)) return 'a generator'
  return undefined
}

/** The error for a key that is no value at all, or holds one. */
export function notAKey(value: unknown, path = 'key'): KeyNotSupportedError {
  if (typeof value === 'function') {
    return new KeyNotSupportedError(
      path,
      value.name === '' ? 'a function' : `a function ${value.name}`,
    )
  }
  return new KeyNotSupportedError(path, String(value))
}

/** Own enumerable names in one order, whichever order they were given in. */
export const namesOf = (value: object): string[] => Object.keys(value).sort()

/** The bytes that a typed array or DataView shows. */
export const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

/** Runs `use` on a key that may be a cycle, which no stack is deep enough for. */
export function acyclic<T>(use: () => T): T {
  try {
    return use()
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error
    throw new KeyNotSupportedError('key', 'nested too deeply, or within itself')
  }
}
