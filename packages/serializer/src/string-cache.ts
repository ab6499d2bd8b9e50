import { latin1Slice } from './text.js'

const SLOTS = 1 << 10
/** Longer strings are rarely the same again. */
export const CACHED_UP_TO = 16

/** Short strings by their bytes: names, tags and words come again and again, and are decoded once. */
export class StringCache {
  /** Made with the first string: most readers of a few numbers never meet one. */
  #slots: (string | undefined)[] | undefined

  /** The string of the bytes `from`..`to`, one character each. */
  get(bytes: Uint8Array, from: number, to: number): string {
    let hash = to - from
    for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1)
    this.#slots ??= Array.from<string | undefined>({ length: SLOTS })
    const known = this.#slots[slot]
    if (known?.length === to - from && isSame(known, bytes, from)) return known
    return (this.#slots[slot] = latin1Slice(bytes, from, to))
  }
}

function isSame(text: string, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false
  return true
}
