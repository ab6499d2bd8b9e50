import { KeyMap } from '@firesteel/keys'
import { StatCounter, type StatRow } from '../stat-counter.js'
import { type BoundedDouble, type Seen, boundCount, boundMean, boundSum } from './bounded-double.js'
import type { ApproximatePlan } from './run-approximate.js'

/** How many records there are. */
export function approximateCount(confidence: number): ApproximatePlan<BoundedDouble> {
  let count = 0
  return {
    name: 'countApprox',
    action: { kind: 'count' },
    confidence,
    merge: ([more]) => {
      count += more as number
    },
    current: (seen) => boundCount(count, seen),
  }
}

/** The sum or the mean of numbers. */
export function approximateStats(
  of: 'sum' | 'mean',
  confidence: number,
): ApproximatePlan<BoundedDouble> {
  const stats = new StatCounter()
  return {
    name: `${of}Approx`,
    action: { kind: 'stats' },
    confidence,
    merge: ([row]) => void stats.merge(StatCounter.fromRow(row as StatRow)),
    current: (seen) => (of === 'sum' ? boundSum : boundMean)(stats, seen),
  }
}

/** How often each record, or each key, comes. */
export function approximateCounts<K>(
  of: 'values' | 'keys',
  confidence: number,
): ApproximatePlan<Map<K, BoundedDouble>> {
  const counts = new KeyMap<K, number>()
  return {
    name: of === 'values' ? 'countByValueApprox' : 'countByKeyApprox',
    action: { kind: 'countEach', of },
    confidence,
    merge: (rows) => {
      for (const [key, count] of rows as [K, number][]) {
        counts.set(key, (counts.get(key) ?? 0) + count)
      }
    },
    current: (seen: Seen) =>
      new Map([...counts].map(([key, count]) => [key, boundCount(count, seen)])),
  }
}
