/** A Map by key equality, beyond the 2^24 entries of a native one; iterates in insertion order. */
export class KeyMap<K, V> {
  get size(): number {
    throw new Error('not yet')
  }
  get(_key: K): V | undefined {
    throw new Error('not yet')
  }
  set(_key: K, _value: V): this {
    throw new Error('not yet')
  }
  has(_key: K): boolean {
    throw new Error('not yet')
  }
  delete(_key: K): boolean {
    throw new Error('not yet')
  }
  /** Sets what `change` makes of the value there is (undefined when there is none); returns it. */
  update(_key: K, _change: (old: V | undefined) => V): V {
    throw new Error('not yet')
  }
  entries(): IterableIterator<[K, V]> {
    throw new Error('not yet')
  }
  keys(): IterableIterator<K> {
    throw new Error('not yet')
  }
  values(): IterableIterator<V> {
    throw new Error('not yet')
  }
  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries()
  }
}
