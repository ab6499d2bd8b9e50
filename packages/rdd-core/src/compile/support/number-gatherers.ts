import { StatCounter } from '../../stat-counter.js'
import { bucketFinder } from '../../histogram-buckets.js'
import type { Gatherer } from './pair-gatherers.js'

/** Count, mean and spread of numbers, in one row. */
export function statRows(): Gatherer {
  const stats = new StatCounter()
  return {
    add: (record) => void stats.add(record as number),
    rows: () => [stats.toRow()],
  }
}

/** How many numbers lie in each bucket, in one row. */
export function histogramRows(buckets: readonly number[], even: boolean): Gatherer {
  const counts = Array.from({ length: buckets.length - 1 }, () => 0)
  const bucketOf = bucketFinder(buckets, even)
  return {
    add(record) {
      const bucket = bucketOf(record as number)
      if (bucket >= 0) counts[bucket] = (counts[bucket] as number) + 1
    },
    rows: () => [counts],
  }
}
