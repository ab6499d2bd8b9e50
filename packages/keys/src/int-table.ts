/** Slots that a table begins with; a power of two. */
const FIRST_SLOTS = 64

/**
 * A hash table from integers of 32 bits to places, in one typed array: nothing of it is on the
 * heap that the collector walks. A slot is two words, the key and its place + 1 (0: free).
 */
export class IntTable {
  #slots = new Int32Array(FIRST_SLOTS * 2)
  #mask = FIRST_SLOTS * 2 - 1
  #shift = 32 - Math.log2(FIRST_SLOTS)
  #free = FIRST_SLOTS / 2

  /** What the table takes. */
  get bytes(): number {
    return this.#slots.byteLength
  }

  /** The key's place, or -1. */
  find(key: number): number {
    const slots = this.#slots
    const mask = this.#mask
    let at = (Math.imul(key, 0x9e3779b1) >>> this.#shift) << 1
    for (;;) {
      const place = slots[at + 1] as number
      if (place === 0 || slots[at] === key) return place - 1
      at = (at + 2) & mask
    }
  }

  /** The key's place; `next`, where it is put now when it has none. */
  place(key: number, next: number): number {
    const slots = this.#slots
    const mask = this.#mask
    let at = (Math.imul(key, 0x9e3779b1) >>> this.#shift) << 1
    for (;;) {
      const place = slots[at + 1] as number
      if (place === 0) break
      if (slots[at] === key) return place - 1
      at = (at + 2) & mask
    }
    slots[at] = key
    slots[at + 1] = next + 1
    if (--this.#free === 0) this.#grow()
    return next
  }

  /** At most half of the slots are taken, so that most keys are where they are looked for first. */
  #grow(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length - 1
    const shift = this.#shift - 1
    for (let from = 0; from < old.length; from += 2) {
      const place = old[from + 1] as number
      if (place === 0) continue
      const key = old[from] as number
      let at = (Math.imul(key, 0x9e3779b1) >>> shift) << 1
      while (slots[at + 1] !== 0) at = (at + 2) & mask
      slots[at] = key
      slots[at + 1] = place
    }
    this.#slots = slots
    this.#mask = mask
    this.#shift = shift
    this.#free = old.length / 4
  }
}
