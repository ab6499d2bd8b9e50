/** A value made at its first use, once in every task slot; see {@link lazy}. */
export class Lazy<T> {
  #make: (() => T) | undefined
  #value: T | undefined

  constructor(make: () => T) {
    this.#make = make
  }

  /** The value; made now if this slot has not made it yet. A maker that throws is asked again. */
  get value(): T {
    if (this.#make !== undefined) {
      this.#value = this.#make()
      this.#make = undefined
    }
    return this.#value as T
  }
}

const makers = new WeakMap<object, () => unknown>()
const ids = new WeakMap<object, string>()
let made = 0

/**
 * A value that is not shipped but made where it is needed: once per task slot, at its first use.
 * For what cannot travel (a connection, a compiled parser); `make` travels as any closure does.
 *
 * @example
 * const client = lazy(() => new Client(url))
 * rdd.map((key) => client.value.get(key))
 */
export function lazy<T>(make: () => T): Lazy<T> {
  const value = new Lazy(make)
  makers.set(value, make)
  return value
}

/** The function that makes a lazy value; undefined when `value` is none of ours. */
export const makerOf = (value: object): (() => unknown) | undefined => makers.get(value)

/** The name under which every task slot keeps this lazy value; the same for one object, always. */
export function lazyIdOf(value: object): string {
  let id = ids.get(value)
  if (id === undefined) ids.set(value, (id = `lazy-${made++}`))
  return id
}
