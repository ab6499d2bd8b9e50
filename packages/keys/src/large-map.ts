/** A native Map refuses its 2^24th entry and a half; below that it slows down already. */
export const ENTRIES_PER_MAP = 1 << 23

/** As many native Maps as it takes. */
export class LargeMap<K, V> {
  readonly #perMap: number
  readonly #full: Map<K, V>[] = []
  #open = new Map<K, V>()

  constructor(perMap: number) {
    this.#perMap = perMap
  }

  get size(): number {
    return this.#full.reduce((sum, map) => sum + map.size, this.#open.size)
  }

  get(key: K): V | undefined {
    if (this.#full.length === 0) return this.#open.get(key)
    return this.#holding(key)?.get(key)
  }

  has(key: K): boolean {
    return this.#holding(key) !== undefined
  }

  set(key: K, value: V): void {
    if (this.#full.length > 0) {
      const holding = this.#holding(key)
      if (holding !== undefined) {
        holding.set(key, value)
        return
      }
    }
    this.#open.set(key, value)
    if (this.#open.size < this.#perMap) return
    this.#full.push(this.#open)
    this.#open = new Map()
  }

  delete(key: K): boolean {
    return this.#holding(key)?.delete(key) ?? false
  }

  *entries(): IterableIterator<[K, V]> {
    for (const map of this.#full) yield* map
    yield* this.#open
  }

  #holding(key: K): Map<K, V> | undefined {
    if (this.#open.has(key)) return this.#open
    return this.#full.find((map) => map.has(key))
  }
}
