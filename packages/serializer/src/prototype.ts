import { isPlainPrototype } from './brand.js'

/** The class of objects with this prototype, if it names one. */
export function constructorOf(prototype: object): Function | undefined {
  const ctor = (prototype as { constructor?: unknown }).constructor
  return typeof ctor === 'function' ? ctor : undefined
}

const builtIn = new WeakMap<object, boolean>()

/** True for the prototype of a class that the language or Node defines. */
export function isBuiltIn(prototype: object): boolean {
  let found = builtIn.get(prototype)
  if (found === undefined) builtIn.set(prototype, (found = isNative(prototype)))
  return found
}

function isNative(prototype: object): boolean {
  if (prototype === Buffer.prototype) return true
  const ctor = constructorOf(prototype)
  if (ctor === undefined || ctor.prototype !== prototype) return false
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(ctor))
}

/** True when a prototype is one of a built-in type, or inherits from one other than Object's. */
export function extendsBuiltIn(prototype: object): boolean {
  for (
    let at: object | null = prototype;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (!isPlainPrototype(at) && isBuiltIn(at)) return true
  }
  return false
}
