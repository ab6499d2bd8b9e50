import { types } from 'node:util'

/** What an object is underneath, whatever its prototype says. */
export type Brand =
  | 'object'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'error'
  | 'view'
  | 'buffer'
  | 'boxed'

/** The brand of `value`; undefined for what can never travel (a Promise, a WeakMap, a generator, …). */
export function brandOf(value: object): Brand | undefined {
  if (Array.isArray(value)) return 'array'
  if (types.isMap(value)) return 'map'
  if (types.isSet(value)) return 'set'
  if (types.isDate(value)) return 'date'
  if (types.isRegExp(value)) return 'regexp'
  if (types.isNativeError(value) || value instanceof Error) return 'error'
  if (ArrayBuffer.isView(value)) return 'view'
  if (types.isArrayBuffer(value)) return 'buffer'
  if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value)) return 'boxed'
  return refusedAs(value) === undefined ? 'object' : undefined
}

/** What to call a value that cannot travel by its nature; undefined for one that might. */
export function refusedAs(value: unknown): string | undefined {
  if (typeof value === 'function') {
    const name = value.name === '' ? '' : ` ${value.name}`
    return /^class\b/.test(Function.prototype.toString.call(value))
      ? `the class${name}`
      : `a function${name}`
  }
  if (typeof value === 'symbol') return String(value)
  if (types.isPromise(value)) return 'a Promise'
  if (types.isWeakMap(value)) return 'a WeakMap'
  if (types.isWeakSet(value)) return 'a WeakSet'
  if (value instanceof WeakRef) return 'a WeakRef'
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer'
  if (types.isGeneratorObject(value)) return 'a generator'
  if (types.isMapIterator(value) || types.isSetIterator(value)) return 'an iterator'
  if (types.isSymbolObject(value)) return 'a boxed symbol'
  if (types.isExternal(value)) return 'a native handle'
  return undefined
}

/** True for `Object.prototype`, also that of another realm (a vm context). */
export const isPlainPrototype = (prototype: object): boolean =>
  prototype === Object.prototype ||
  (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'))

/** The name of the built-in class of a view: `Uint8Array`, `DataView`, … . */
export const viewName = (value: ArrayBufferView): string =>
  types.isDataView(value)
    ? 'DataView'
    : (Reflect.get(
        Object.getPrototypeOf(Uint8Array.prototype),
        Symbol.toStringTag,
        value,
      ) as string)

/** The value in a Number, String, Boolean or BigInt object. */
export function unboxed(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value)
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value)
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value)
  return BigInt.prototype.valueOf.call(value)
}
