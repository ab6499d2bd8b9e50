import { isPrimitiveKey } from './check-key.js'
import { CompoundTable } from './compound-table.js'
import { ENTRIES_PER_MAP, LargeMap } from './large-map.js'

/**
 * A Map by key equality: `[1, 'a']` finds what was set for another `[1, 'a']`. It holds more than the
 * 2^24 entries of a native one. It iterates over primitive keys first, then over compound ones,
 * each in the order in which they were set. A key must not be changed while it is in.
 */
export class KeyMap<K, V> {
  readonly #primitive: LargeMap<K, V>
  readonly #compound: CompoundTable<K, V>

  constructor(options: { readonly entriesPerMap?: number | undefined } = {}) {
    const perMap = options.entriesPerMap ?? ENTRIES_PER_MAP
    this.#primitive = new LargeMap(perMap)
    this.#compound = new CompoundTable(perMap)
  }

  get size(): number {
    return this.#primitive.size + this.#compound.size
  }

  get(key: K): V | undefined {
    if (isPrimitiveKey(key)) return this.#primitive.get(key)
    return this.#compound.get(key)
  }

  has(key: K): boolean {
    return isPrimitiveKey(key) ? this.#primitive.has(key) : this.#compound.has(key)
  }

  set(key: K, value: V): this {
    if (isPrimitiveKey(key)) this.#primitive.set(key, value)
    else this.update(key, () => value)
    return this
  }

  delete(key: K): boolean {
    return isPrimitiveKey(key) ? this.#primitive.delete(key) : this.#compound.delete(key)
  }

  /** Sets what `change` makes of the value there is (undefined when there is none) and returns it. */
  update(key: K, change: (old: V | undefined) => V): V {
    if (isPrimitiveKey(key)) {
      const value = change(this.#primitive.get(key))
      this.#primitive.set(key, value)
      return value
    }
    return this.#compound.update(key, change)
  }

  *entries(): IterableIterator<[K, V]> {
    yield* this.#primitive.entries()
    yield* this.#compound.entries()
  }

  *keys(): IterableIterator<K> {
    for (const [key] of this.entries()) yield key
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries()
  }
}
