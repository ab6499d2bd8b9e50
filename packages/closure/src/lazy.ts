import { perThread } from './per-thread.js'

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

/** What travels in the place of a lazy value. */
export interface LazyFacts {
  /** The name under which every task slot keeps it. */
  readonly id: string
  readonly make: () => unknown
}

const known = perThread('lazies', () => ({ made: 0, facts: new WeakMap<object, LazyFacts>() }))

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
  known.facts.set(value, { id: `lazy-${known.made++}`, make })
  return value
}

/** How a lazy value travels; undefined when `value` is none. */
export const lazyFactsOf = (value: object): LazyFacts | undefined => known.facts.get(value)
