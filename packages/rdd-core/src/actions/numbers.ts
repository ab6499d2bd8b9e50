import { HistogramRangeError } from '../errors.js'
import { evenBuckets } from '../histogram-buckets.js'
import { inOrder } from '../in-order.js'
import type { CallSite } from '../lineage.js'
import { type ActionPlan, runAction } from '../run-action.js'
import { callSite } from '../call-site.js'
import type { Origin } from '../grow.js'
import { StatCounter, type StatRow } from '../stat-counter.js'

/** Count, mean, spread, minimum and maximum. */
export const stats = (name = 'stats'): ActionPlan<StatCounter> => ({
  name,
  action: { kind: 'stats' },
  results: () =>
    inOrder((all) => {
      const merged = new StatCounter()
      for (const [row] of all) merged.merge(StatCounter.fromRow(row as StatRow))
      return merged
    }),
})

/** Borders of buckets, and how many numbers lie in each. */
export type Histogram = [buckets: number[], counts: number[]]

/** `count` buckets of one width, from the smallest number to the largest: two jobs. */
export async function evenHistogram(origin: Origin, count: number): Promise<Histogram> {
  if (!Number.isInteger(count) || count < 1) {
    throw new TypeError(`histogram needs a whole number of buckets ≥ 1, got ${count}`)
  }
  const site = callSite('histogram')
  const { min, max } = await runAction(origin, stats('histogram'), { site })
  if (!Number.isFinite(min) || !Number.isFinite(max)) throw new HistogramRangeError(min, max, site)
  const buckets = evenBuckets(min, max, count)
  return [buckets, await countedIn(origin, buckets, true, site)]
}

/** How many numbers lie in each bucket between the borders that are given. */
export async function histogram(
  origin: Origin,
  buckets: readonly number[],
  even: boolean,
): Promise<number[]> {
  const site = callSite('histogram')
  const isAscending = buckets.every((border, i) => i === 0 || border > (buckets[i - 1] as number))
  if (buckets.length < 2 || !isAscending || buckets.some(Number.isNaN)) {
    throw new TypeError(
      `histogram needs at least two borders of buckets in ascending order, got [${buckets.join(', ')}]`,
    )
  }
  return countedIn(origin, buckets, even, site)
}

const countedIn = (
  origin: Origin,
  buckets: readonly number[],
  even: boolean,
  site: CallSite,
): Promise<number[]> =>
  runAction(
    origin,
    {
      name: 'histogram',
      action: { kind: 'histogram', buckets, even },
      results: () =>
        inOrder((all) => {
          const counts = Array.from({ length: buckets.length - 1 }, () => 0)
          for (const [part] of all) {
            ;(part as number[]).forEach((more, i) => (counts[i] = (counts[i] as number) + more))
          }
          return counts
        }),
    },
    { site },
  )
