/** Keys of 64 bits as two words, and the position each came from. */
export interface Packed {
  high: Uint32Array
  low: Uint32Array
  order: Uint32Array
}

const BITS = 11
const BUCKETS = 1 << BITS

export const emptyPacked = (count: number): Packed => ({
  high: new Uint32Array(count),
  low: new Uint32Array(count),
  order: new Uint32Array(count),
})

/** Sorts by (high, low) in ascending order; stable. The result may be either of two buffers. */
export function radixSort(packed: Packed): Packed {
  let from = packed
  let to = emptyPacked(packed.order.length)
  const starts = new Uint32Array(BUCKETS)
  for (const word of ['low', 'high'] as const) {
    for (let shift = 0; shift < 32; shift += BITS) {
      if (!pass(from, to, from[word], shift, starts)) continue
      const swap = from
      from = to
      to = swap
    }
  }
  return from
}

/** Distributes by one digit; false, with nothing done, when all keys have the same one. */
function pass(
  from: Packed,
  to: Packed,
  words: Uint32Array,
  shift: number,
  starts: Uint32Array,
): boolean {
  const count = words.length
  starts.fill(0)
  for (let i = 0; i < count; i++) {
    const digit = ((words[i] as number) >>> shift) & (BUCKETS - 1)
    starts[digit] = (starts[digit] as number) + 1
  }
  if (count === 0 || starts[((words[0] as number) >>> shift) & (BUCKETS - 1)] === count)
    return false
  let start = 0
  for (let digit = 0; digit < BUCKETS; digit++) {
    const size = starts[digit] as number
    starts[digit] = start
    start += size
  }
  const { high, low, order } = from
  for (let i = 0; i < count; i++) {
    const digit = ((words[i] as number) >>> shift) & (BUCKETS - 1)
    const at = starts[digit] as number
    starts[digit] = at + 1
    to.high[at] = high[i] as number
    to.low[at] = low[i] as number
    to.order[at] = order[i] as number
  }
  return true
}
