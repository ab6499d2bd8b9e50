/** Cells that are converted at a time. */
const PIECE = 1_024

/** Between numbers and bytes: storing a word and copying many is twice as fast as storing four bytes each. */
const words = new Int32Array(PIECE)
const wordBytes = new Uint8Array(words.buffer)

/** Writes integers of 32 bits, four bytes each, from `at` on; returns where they end. */
export function writeWords(
  values: readonly number[],
  from: number,
  to: number,
  bytes: Uint8Array,
  at: number,
): number {
  let end = at
  for (let first = from; first < to; first += PIECE) {
    const count = Math.min(PIECE, to - first)
    for (let i = 0; i < count; i++) words[i] = values[first + i] as number
    bytes.set(wordBytes.subarray(0, count * 4), end)
    end += count * 4
  }
  return end
}

/** Reads `count` integers of 32 bits that begin at `at` into `values`. */
export function readWords(bytes: Uint8Array, at: number, values: number[], count: number): void {
  for (let first = 0; first < count; first += PIECE) {
    const piece = Math.min(PIECE, count - first)
    const start = at + first * 4
    wordBytes.set(bytes.subarray(start, start + piece * 4))
    for (let i = 0; i < piece; i++) values[first + i] = words[i] as number
  }
}
