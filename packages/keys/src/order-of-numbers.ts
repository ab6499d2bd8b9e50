import { emptyPacked, radixSort } from './radix-sort.js'

const [LOW, HIGH] = new Uint8Array(Float64Array.of(1).buffer)[7] === 0x3f ? [0, 1] : [1, 0]

/** The positions of the numbers in order; stable, NaN is the largest, 0 equals -0. */
export function orderOfNumbers(keys: readonly number[], ascending: boolean): Uint32Array {
  const count = keys.length
  const packed = emptyPacked(count)
  const { high, low, order } = packed
  const float = new Float64Array(1)
  const words = new Uint32Array(float.buffer)
  const flip = ascending ? 0 : 0xffffffff
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number
    // Adding 0 turns -0 into 0.
    float[0] = key + 0
    const top = key === key ? (words[HIGH as 1] as number) : 0x7ff80000
    const bottom = key === key ? (words[LOW as 0] as number) : 0
    // Doubles compare as integers once negative ones are inverted and the others get the top bit.
    const mask = top >>> 31 === 1 ? 0xffffffff : 0
    high[i] = top ^ (mask | 0x80000000) ^ flip
    low[i] = bottom ^ mask ^ flip
    order[i] = i
  }
  return radixSort(packed).order
}
