/** Slots that a table begins with; a power of two. */
const FIRST_SLOTS = 64

/**
 * A hash table from strings to places, in one typed array: a slot is two words, the string's hash and
 * its place + 1 (0: free). The strings themselves are looked at where they are, and only when the hash
 * is the same: a Map has to look at each string it comes across.
 */
export class StringTable {
  #slots = new Int32Array(FIRST_SLOTS * 2)
  #mask = FIRST_SLOTS * 2 - 1
  #shift = 32 - Math.log2(FIRST_SLOTS)
  #free = FIRST_SLOTS / 2

  /** What the table takes. */
  get bytes(): number {
    return this.#slots.byteLength
  }

  /** The place of the string in `keys`, or -1. */
  find(key: string, keys: readonly unknown[]): number {
    const slots = this.#slots
    const mask = this.#mask
    const hash = hashOf(key)
    let at = (hash >>> this.#shift) << 1
    for (;;) {
      const place = slots[at + 1] as number
      if (place === 0) return -1
      if (slots[at] === hash && keys[place - 1] === key) return place - 1
      at = (at + 2) & mask
    }
  }

  /** The place of the string in `keys`; their length, where the caller puts it now, when it has none. */
  place(key: string, keys: readonly unknown[]): number {
    const slots = this.#slots
    const mask = this.#mask
    const hash = hashOf(key)
    let at = (hash >>> this.#shift) << 1
    for (;;) {
      const place = slots[at + 1] as number
      if (place === 0) break
      if (slots[at] === hash && keys[place - 1] === key) return place - 1
      at = (at + 2) & mask
    }
    const next = keys.length
    slots[at] = hash
    slots[at + 1] = next + 1
    if (--this.#free === 0) this.#grow()
    return next
  }

  /** At most half of the slots are taken; no string is looked at. */
  #grow(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length - 1
    const shift = this.#shift - 1
    for (let from = 0; from < old.length; from += 2) {
      const place = old[from + 1] as number
      if (place === 0) continue
      const hash = old[from] as number
      let at = (hash >>> shift) << 1
      while (slots[at + 1] !== 0) at = (at + 2) & mask
      slots[at] = hash
      slots[at + 1] = place
    }
    this.#slots = slots
    this.#mask = mask
    this.#shift = shift
    this.#free = old.length / 4
  }
}

/** Not the hash that partitions are chosen by: all keys of a partition have that in common. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return Math.imul(hash ^ (hash >>> 13), 0x9e3779b1)
}
