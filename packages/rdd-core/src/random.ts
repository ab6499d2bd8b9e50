/**
 * Uniform numbers in [0, 1) with 53 random bits, by xoshiro128**. The same seed and stream give the
 * same numbers in every process and version; streams of one seed have nothing to do with each other.
 * @see org.apache.spark.util.random.XORShiftRandom
 */
export function randomNumbers(seed: number, stream: number): () => number {
  const next = splitMix(seed, stream)
  let [a, b, c, d] = [next(), next(), next(), next() | 1]
  const word = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
  return () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992
}

/** A seed for who did not name one. */
export const newSeed = (): number => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)

/** Well mixed 32-bit words from a double and a whole number. */
function splitMix(seed: number, stream: number): () => number {
  const bits = new Uint32Array(new Float64Array([seed]).buffer)
  let state =
    Math.imul(bits[0] as number, 0x85ebca6b) ^
    Math.imul(bits[1] as number, 0xc2b2ae35) ^
    Math.imul(stream + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
}
