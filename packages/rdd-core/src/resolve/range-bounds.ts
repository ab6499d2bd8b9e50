import { compareKeys } from '@firesteel/keys'

/** Keys seen in one partition, and a fair sample of them. */
export type KeySample = readonly [seen: number, keys: readonly unknown[]]

/**
 * At most `wanted` − 1 keys that cut the sampled keys into parts of equal weight, each bound greater
 * than the one before: equal keys are never apart, so few distinct keys make few parts.
 * @see org.apache.spark.RangePartitioner.determineBounds
 */
export function rangeBounds(samples: readonly KeySample[], wanted: number): unknown[] {
  const candidates: { readonly key: unknown; readonly weight: number }[] = []
  for (const [seen, keys] of samples) {
    for (const key of keys) candidates.push({ key, weight: seen / keys.length })
  }
  candidates.sort((a, b) => compareKeys(a.key, b.key))
  const parts = Math.min(wanted, candidates.length)
  const step = candidates.reduce((sum, { weight }) => sum + weight, 0) / parts
  const bounds: unknown[] = []
  let weight = 0
  let target = step
  for (const candidate of candidates) {
    if (bounds.length >= parts - 1) break
    weight += candidate.weight
    if (weight < target) continue
    if (bounds.length > 0 && compareKeys(candidate.key, bounds.at(-1)) <= 0) continue
    bounds.push(candidate.key)
    target += step
  }
  return bounds
}
