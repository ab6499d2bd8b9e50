import { compareKeys } from './compare-keys.js'
import type { Ties } from './sort-words.js'
import { sortWords } from './sort-words.js'

const [LOW, HIGH] = new Uint8Array(Float64Array.of(1).buffer)[7] === 0x3f ? [0, 1] : [1, 0]

/** The positions of the numbers in order; stable, NaN is the largest, 0 equals -0. */
export function orderOfNumbers(keys: ArrayLike<number>, ascending: boolean): Uint32Array {
  return orderOfIntegers(keys, ascending) ?? orderOfDoubles(keys, ascending)
}

/** Integers of 32 bits are half the words; undefined when there is another number. */
function orderOfIntegers(keys: ArrayLike<number>, ascending: boolean): Uint32Array | undefined {
  const count = keys.length
  const words = new Uint32Array(count)
  const flip = ascending ? 0x80000000 : 0x7fffffff
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number
    if ((key | 0) !== key) return undefined
    words[i] = key ^ flip
  }
  return sortWords(undefined, words)
}

/** As {@link orderOfNumbers}, bigint among them: rounded ones at first, then those that are the same so. */
export function orderOfNumerics(
  keys: readonly (number | bigint)[],
  ascending: boolean,
): Uint32Array {
  const sign = ascending ? 1 : -1
  return orderOfDoubles(Float64Array.from(keys, Number), ascending, (order, from, to) => {
    const same = order.subarray(from, to)
    same.sort((a, b) => sign * compareKeys(keys[a], keys[b]) || a - b)
  })
}

function orderOfDoubles(keys: ArrayLike<number>, ascending: boolean, ties?: Ties): Uint32Array {
  const count = keys.length
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
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
    const mask = top >> 31
    high[i] = top ^ (mask | 0x80000000) ^ flip
    low[i] = bottom ^ mask ^ flip
  }
  return sortWords(high, low, ties)
}
