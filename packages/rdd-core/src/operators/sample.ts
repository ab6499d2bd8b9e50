import { KeyMap } from '@firesteel/keys'
import type { Origin } from '../grow.js'
import { growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'
import { newSeed } from '../random.js'

/** Rounding that a fraction a hair above 1 may come from. */
const TOLERANCE = 1e-6

/** Each record with a probability, or so many times on average. */
export function sample(
  origin: Origin,
  withReplacement: boolean,
  fraction: number,
  seed: number = newSeed(),
): Lineage {
  return growFrom(origin, 'sample', {
    kind: 'sample',
    withReplacement,
    fraction: checkedFraction('sample', fraction, withReplacement),
    seed: checkedSeed('sample', seed),
  })
}

/** Datasets that share the records out, each in proportion to its weight. */
export function randomSplit(
  origin: Origin,
  weights: readonly number[],
  seed: number = newSeed(),
): readonly Lineage[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!weights.every((weight) => weight >= 0) || !(total > 0) || !Number.isFinite(total)) {
    throw new TypeError(
      `randomSplit needs weights ≥ 0 whose sum is positive, got [${weights.join(', ')}]`,
    )
  }
  const whole = checkedSeed('randomSplit', seed)
  let before = 0
  return weights.map((weight, index) => {
    const from = before / total
    before += weight
    // The last border is 1 exactly, or a draw beyond what rounding left would be in no split.
    const until = index === weights.length - 1 ? 1 : before / total
    return growFrom(origin, 'randomSplit', { kind: 'sampleSlice', from, until, seed: whole })
  })
}

/** Fractions by key: a Map, or an object where keys are strings. */
export type Fractions<K> = ReadonlyMap<K, number> | Readonly<Record<string, number>>

/** A sample of the pairs of each key: every one with its key's probability, or an exact number of them. */
export function sampleByKey<K>(
  origin: Origin,
  kind: 'sampleByKey' | 'sampleByKeyExact',
  options: {
    readonly withReplacement: boolean
    readonly fractions: Fractions<K>
    readonly seed: number | undefined
  },
): Lineage {
  const { withReplacement, seed = newSeed() } = options
  const fractions: (readonly [unknown, number])[] =
    options.fractions instanceof Map
      ? [...(options.fractions as ReadonlyMap<unknown, number>)]
      : Object.entries(options.fractions)
  const known = new KeyMap<unknown, number>()
  for (const [key, fraction] of fractions) {
    known.set(key, checkedFraction(kind, fraction, withReplacement))
  }
  return growFrom(origin, kind, { kind, withReplacement, fractions, seed: checkedSeed(kind, seed) })
}

function checkedFraction(operator: string, fraction: number, withReplacement: boolean): number {
  const most = withReplacement ? Number.MAX_VALUE : 1 + TOLERANCE
  if (typeof fraction === 'number' && fraction >= 0 && fraction <= most) return fraction
  throw new TypeError(
    `${operator} needs a fraction ${withReplacement ? '≥ 0' : 'from 0 to 1'}${
      withReplacement ? '' : ' (without replacement)'
    }, got ${String(fraction)}`,
  )
}

function checkedSeed(operator: string, seed: number): number {
  if (Number.isFinite(seed)) return seed
  throw new TypeError(`${operator} needs a finite number as its seed, got ${String(seed)}`)
}
