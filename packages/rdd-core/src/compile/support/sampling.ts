import { KeyMap } from '@firesteel/keys'
import { atLeastOne, binomial, poisson } from '../../draws.js'
import { randomNumbers } from '../../random.js'

/** Up to this fraction the distance to the next record taken is drawn, not every record. */
const GAP_FRACTION = 0.4

/**
 * How many records to pass over before the next one is taken, where each is taken with probability
 * `fraction`; called anew after each record taken.
 * @see org.apache.spark.util.random.GapSampling
 */
export function gaps(fraction: number, seed: number, partition: number): () => number {
  if (fraction <= 0) return () => Number.POSITIVE_INFINITY
  if (fraction >= 1) return () => 0
  const random = randomNumbers(seed, partition)
  if (fraction <= GAP_FRACTION) {
    const logMiss = Math.log1p(-fraction)
    return () => Math.floor(Math.log(1 - random()) / logMiss)
  }
  return () => {
    let gap = 0
    while (random() >= fraction) gap += 1
    return gap
  }
}

/** How often each record is taken, where that is `mean` times on average. */
export function copies(mean: number, seed: number, partition: number): () => number {
  if (mean <= 0) return () => 0
  const random = randomNumbers(seed, partition)
  if (mean > GAP_FRACTION) return () => poisson(mean, random)
  // The logarithm of missing a record is -mean.
  const nextGap = () => Math.floor(Math.log(1 - random()) / -mean)
  let gap = nextGap()
  return () => {
    if (gap > 0) {
      gap -= 1
      return 0
    }
    gap = nextGap()
    return atLeastOne(mean, random)
  }
}

/** A number in [0, 1) for each record, the same in every split of one seed. */
export const uniforms = (seed: number, partition: number): (() => number) =>
  randomNumbers(seed, partition)

/** How often a record of a key is taken; a key without a fraction is an error. */
export function copiesByKey(
  fractions: readonly (readonly [unknown, number])[],
  withReplacement: boolean,
  seed: number,
  partition: number,
): (key: unknown) => number {
  const random = randomNumbers(seed, partition)
  const known = new KeyMap<unknown, number>()
  for (const [key, fraction] of fractions) known.set(key, fraction)
  return (key) => {
    const fraction = known.get(key)
    if (fraction === undefined) throw new RangeError(`sampleByKey: no fraction for ${shown(key)}`)
    return withReplacement ? poisson(fraction, random) : random() < fraction ? 1 : 0
  }
}

/** Of one key in one partition: how many records there are, and how many are to be taken. */
export type Quota = readonly [key: unknown, records: number, wanted: number]

/**
 * How often the next record of a key is taken, so that exactly the wanted number of the partition's
 * records is, each choice equally likely.
 */
export function exactCopies(
  quotas: readonly Quota[],
  withReplacement: boolean,
  seed: number,
  partition: number,
): (key: unknown) => number {
  const random = randomNumbers(seed, partition)
  const left = new KeyMap<unknown, { records: number; wanted: number }>()
  for (const [key, records, wanted] of quotas) left.set(key, { records, wanted })
  return (key) => {
    const quota = left.get(key)
    // A record that was not there when they were counted.
    if (quota === undefined || quota.wanted === 0 || quota.records === 0) return 0
    const taken = withReplacement
      ? binomial(quota.wanted, quota.records, random)
      : random() * quota.records < quota.wanted
        ? 1
        : 0
    quota.records -= 1
    quota.wanted -= taken
    return taken
  }
}

const shown = (key: unknown): string =>
  typeof key === 'string' ? `the key ${JSON.stringify(key)}` : `the key ${String(key)}`
