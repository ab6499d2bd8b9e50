/** Slots that a table begins with; a power of two. */
const FIRST_SLOTS = 64

const float = new Float64Array(1)
const words = new Int32Array(float.buffer)

/**
 * As `IntTable`, for any double but NaN: a slot is two doubles, the key and its place + 1. 0 and -0
 * are one key.
 */
export class FloatTable {
  #slots = new Float64Array(FIRST_SLOTS * 2)
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
    let at = (mix(key) >>> this.#shift) << 1
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
    let at = (mix(key) >>> this.#shift) << 1
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

  #grow(): void {
    const old = this.#slots
    const slots = new Float64Array(old.length * 2)
    const mask = slots.length - 1
    const shift = this.#shift - 1
    for (let from = 0; from < old.length; from += 2) {
      const place = old[from + 1] as number
      if (place === 0) continue
      const key = old[from] as number
      let at = (mix(key) >>> shift) << 1
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

/** 32 bits whose upper ones depend on all of the key; adding 0 turns -0 into 0. */
function mix(key: number): number {
  float[0] = key + 0
  const first = words[0] as number
  const second = words[1] as number
  const both = Math.imul(first ^ (first >>> 15), 0x85ebca6b) ^ Math.imul(second, 0xc2b2ae35)
  return Math.imul(both ^ (both >>> 15), 0x9e3779b1)
}
