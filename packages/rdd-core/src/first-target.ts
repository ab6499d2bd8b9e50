const LOW_32 = 0xffff_ffffn
const LOW_64 = 0xffff_ffff_ffff_ffffn
const ARRAY_SEED = 0x3c074a61
const BITS_31 = 0x7fff_ffffn

/**
 * Where a repartition into `count` partitions deals the first record of a partition to: what Spark draws
 * for it, so that partitions get as many records as there. The others follow round-robin.
 * @see org.apache.spark.rdd.RDD.coalesce
 */
export function firstTarget(partition: number, count: number): number {
  let state = scrambled(partition)
  const draw = (): number => {
    state ^= (state << 21n) & LOW_64
    state ^= state >> 35n
    state ^= (state << 4n) & LOW_64
    return Number(state & BITS_31)
  }
  return (below(count, draw) + 1) % count
}

/** A number below `count` as `java.util.Random` makes it of 31 random bits. */
function below(count: number, draw: () => number): number {
  if (Number.isInteger(Math.log2(count))) return Math.floor((draw() / 2 ** 31) * count)
  for (;;) {
    const bits = draw()
    const rest = bits % count
    // The last, incomplete run of numbers would favour the small ones.
    if (bits - rest + count - 1 < 2 ** 31) return rest
  }
}

/** The 64 bits that Spark's generator makes of a seed. @see org.apache.spark.util.random.XORShiftRandom */
function scrambled(seed: number): bigint {
  const low = murmur3(seed, ARRAY_SEED)
  const high = murmur3(seed, low)
  return ((BigInt(high) & LOW_32) << 32n) | (BigInt(low) & LOW_32)
}

/** MurmurHash3 of the eight bytes of a whole number below 2^31, the highest byte first. */
function murmur3(value: number, seed: number): number {
  const swapped = new DataView(new ArrayBuffer(4))
  swapped.setInt32(0, value)
  let hash = seed
  for (const word of [0, swapped.getInt32(0, true)]) {
    let k = Math.imul(word, 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    hash ^= k
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  hash ^= 8
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
