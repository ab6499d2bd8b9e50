import { acyclic, notAKey, shapeOf } from './key-shape.js'

/**
 * Throws {@link KeyNotSupportedError}, with the path, for a value that cannot be a key: a Map, Set,
 * function, symbol, Error, RegExp or other object without a value, or anything that holds one.
 */
export function checkKey(key: unknown): void {
  acyclic(() => check(key, 'key'))
}

function check(key: unknown, path: string): void {
  if (isPrimitiveKey(key)) return
  if (typeof key !== 'object') throw notAKey(key, path)
  const object = key as object
  switch (shapeOf(object, path)) {
    case 'array':
      ;(object as unknown[]).forEach((item, index) => check(item, `${path}[${index}]`))
      return
    case 'object':
      for (const [name, item] of Object.entries(object)) check(item, `${path}.${name}`)
      return
  }
}

/** True for the keys that a native Map compares as we do: null, undefined, booleans, numbers, bigint, strings. */
export function isPrimitiveKey(key: unknown): boolean {
  switch (typeof key) {
    case 'object':
      return key === null
    case 'function':
    case 'symbol':
      return false
    default:
      return true
  }
}
