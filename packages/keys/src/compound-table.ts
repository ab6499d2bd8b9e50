import { hashKey } from './hash-key.js'
import { keysEqual } from './keys-equal.js'
import { LargeMap } from './large-map.js'

/** An entry is in the chain of its hash and in the list of all, in the order of setting. */
interface Entry<K, V> {
  readonly hash: number
  readonly key: K
  value: V
  sameHash: Entry<K, V> | undefined
  before: Entry<K, V> | undefined
  after: Entry<K, V> | undefined
}

/** A hash table of keys that a native Map would compare by identity. */
export class CompoundTable<K, V> {
  readonly #chains: LargeMap<number, Entry<K, V>>
  #first: Entry<K, V> | undefined
  #last: Entry<K, V> | undefined
  #size = 0

  constructor(entriesPerMap: number) {
    this.#chains = new LargeMap(entriesPerMap)
  }

  get size(): number {
    return this.#size
  }

  get(key: K): V | undefined {
    return this.#find(hashKey(key), key)?.value
  }

  has(key: K): boolean {
    return this.#find(hashKey(key), key) !== undefined
  }

  update(key: K, change: (old: V | undefined) => V): V {
    const hash = hashKey(key)
    const entry = this.#find(hash, key)
    if (entry !== undefined) return (entry.value = change(entry.value))
    const value = change(undefined)
    this.#add(hash, key, value)
    return value
  }

  delete(key: K): boolean {
    const hash = hashKey(key)
    const entry = this.#find(hash, key)
    if (entry === undefined) return false
    this.#unchain(entry)
    if (entry.before === undefined) this.#first = entry.after
    else entry.before.after = entry.after
    if (entry.after === undefined) this.#last = entry.before
    else entry.after.before = entry.before
    this.#size--
    return true
  }

  *entries(): IterableIterator<[K, V]> {
    for (let entry = this.#first; entry !== undefined; entry = entry.after) {
      yield [entry.key, entry.value]
    }
  }

  #find(hash: number, key: K): Entry<K, V> | undefined {
    let entry = this.#chains.get(hash)
    while (entry !== undefined && !keysEqual(entry.key, key)) entry = entry.sameHash
    return entry
  }

  #add(hash: number, key: K, value: V): void {
    const entry: Entry<K, V> = {
      hash,
      key,
      value,
      sameHash: this.#chains.get(hash),
      before: this.#last,
      after: undefined,
    }
    this.#chains.set(hash, entry)
    if (this.#last === undefined) this.#first = entry
    else this.#last.after = entry
    this.#last = entry
    this.#size++
  }

  #unchain(entry: Entry<K, V>): void {
    const { hash, sameHash } = entry
    let other = this.#chains.get(hash)
    if (other === entry) {
      if (sameHash === undefined) this.#chains.delete(hash)
      else this.#chains.set(hash, sameHash)
      return
    }
    while (other !== undefined && other.sameHash !== entry) other = other.sameHash
    if (other !== undefined) other.sameHash = sameHash
  }
}
