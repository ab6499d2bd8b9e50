import { checkKey } from './check-key.js'
import { CompoundTable } from './compound-table.js'
import { FloatTable } from './float-table.js'
import { IntTable } from './int-table.js'
import { ENTRIES_PER_MAP, LargeMap } from './large-map.js'
import { ownKey } from './own-key.js'
import { StringTable } from './string-table.js'

/** Longer strings are left to a Map, which hashes them in native code. */
const LONGEST = 64
/** What a Map's entry takes, about: its share of the table, key and place. */
const BYTES_PER_ENTRY = 48

/**
 * Numbers keys from 0 on in the order in which they are first seen, by key equality (see
 * `keysEqual`). Integers, other numbers and short strings are in open-addressing tables of their own,
 * which cost a fraction of a Map's time; other primitives in as many Maps as it takes.
 */
export class KeyIndex {
  /** The keys by place; only to be read. Strings share no memory with the text they were cut from. */
  readonly keys: unknown[] = []
  readonly #ints = new IntTable()
  #floats: FloatTable | undefined
  readonly #strings = new StringTable()
  #nan = -1
  readonly #primitive: LargeMap<unknown, number>
  #compound: CompoundTable<unknown, number> | undefined
  #entries = 0

  constructor(options: { readonly entriesPerMap?: number | undefined } = {}) {
    this.#primitive = new LargeMap(options.entriesPerMap ?? ENTRIES_PER_MAP)
  }

  /** How many keys there are. */
  get size(): number {
    return this.keys.length
  }

  /** About what the index takes, without what the keys themselves do. */
  get bytes(): number {
    const tables = this.#ints.bytes + this.#strings.bytes + (this.#floats?.bytes ?? 0)
    return tables + this.#entries * BYTES_PER_ENTRY + this.keys.length * 8
  }

  /**
   * The key's place; `size` before the call when the key is new, which it is not any more then.
   * Throws `KeyNotSupportedError` for what cannot be a key. A key must not be changed from here on.
   */
  place(key: unknown): number {
    const { keys } = this
    const next = keys.length
    if (typeof key === 'number' && (key | 0) === key) {
      const place = this.#ints.place(key, next)
      if (place === next) keys.push(key)
      return place
    }
    if (typeof key !== 'string' || key.length > LONGEST) return this.#placeOther(key)
    const place = this.#strings.place(key, keys)
    if (place === next) keys.push(ownKey(key))
    return place
  }

  /** The key's place, or -1 when it was not seen. Throws as `place` does. */
  find(key: unknown): number {
    if (typeof key === 'number') {
      if ((key | 0) === key) return this.#ints.find(key)
      return key === key ? (this.#floats?.find(key) ?? -1) : this.#nan
    }
    if (typeof key === 'string') {
      if (key.length <= LONGEST) return this.#strings.find(key, this.keys)
      return this.#primitive.get(key) ?? -1
    }
    if (typeof key !== 'object' || key === null) {
      checkKey(key)
      return this.#primitive.get(key) ?? -1
    }
    this.#compound ??= new CompoundTable(ENTRIES_PER_MAP)
    return this.#compound.get(key) ?? -1
  }

  #placePrimitive(key: unknown): number {
    const found = this.#primitive.get(key)
    if (found !== undefined) return found
    const own = ownKey(key)
    this.#primitive.set(own, this.keys.length)
    this.#entries += 1
    return this.keys.push(own) - 1
  }

  #placeOther(key: unknown): number {
    const next = this.keys.length
    if (typeof key === 'number') {
      const place = this.#placeFloat(key, next)
      if (place === next) this.keys.push(key)
      return place
    }
    if (typeof key !== 'object' || key === null) return this.#placePrimitive(key)
    this.#compound ??= new CompoundTable(ENTRIES_PER_MAP)
    const place = this.#compound.update(key, (old) => old ?? next)
    if (place !== next) return place
    this.#entries += 2
    this.keys.push(key)
    return next
  }

  #placeFloat(key: number, next: number): number {
    if (key === key) return (this.#floats ??= new FloatTable()).place(key, next)
    if (this.#nan < 0) this.#nan = next
    return this.#nan
  }
}
