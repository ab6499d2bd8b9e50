import { callSite } from '../call-site.js'
import { mulberry32 } from '../compile/support/reservoir.js'
import type { Origin } from '../grow.js'
import { inOrder } from '../in-order.js'
import { runAction } from '../run-action.js'
import { collect } from './collect.js'

/** What is wanted of a sample. */
export interface SampleRequest {
  readonly withReplacement: boolean
  readonly size: number
  readonly seed: number
}

/**
 * So many records, each set of them equally likely, in random order. One job counts; then how many come
 * from each partition is drawn here, and a second job picks them.
 * @see org.apache.spark.rdd.RDD.takeSample
 */
export async function takeSample<T>(origin: Origin, request: SampleRequest): Promise<T[]> {
  const { withReplacement, size, seed } = request
  if (!Number.isInteger(size) || size < 0 || size > 2 ** 31) {
    throw new TypeError(`takeSample needs a whole number of records from 0 to 2^31, got ${size}`)
  }
  const site = callSite('takeSample')
  if (size === 0) return []
  const random = mulberry32(seed >>> 0)
  const counts = await runAction(
    origin,
    {
      name: 'takeSample',
      action: { kind: 'count' },
      results: () => inOrder((all) => all.map(([count]) => count as number)),
    },
    { site },
  )
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return []
  if (!withReplacement && size >= total) {
    return shuffled(await runAction(origin, collect<T>('takeSample'), { site }), random)
  }
  const sizes = sizesOf(counts, { size, total, withReplacement }, random)
  const partitions = sizes.flatMap((each, index) => (each > 0 ? [index] : []))
  const rows = await runAction(
    origin,
    {
      name: 'takeSample',
      action: { kind: 'sampleRows', sizes, counts, withReplacement, seed: seed | 0 },
      results: () => inOrder((all) => all.flat() as T[]),
    },
    { site, partitions },
  )
  return shuffled(rows, random)
}

/** How many records come from each partition: the places of a draw from all of them, counted. */
function sizesOf(
  counts: readonly number[],
  wish: { readonly size: number; readonly total: number; readonly withReplacement: boolean },
  random: () => number,
): number[] {
  const ends: number[] = []
  for (const count of counts) ends.push((ends.at(-1) ?? 0) + count)
  const sizes = counts.map(() => 0)
  const put = (place: number): void => {
    let [low, high] = [0, ends.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle] as number) > place) high = middle
      else low = middle + 1
    }
    sizes[low] = (sizes[low] as number) + 1
  }
  const { size, total, withReplacement } = wish
  if (withReplacement) {
    for (let i = 0; i < size; i++) put(Math.floor(random() * total))
    return sizes
  }
  // Floyd's: every set of places is equally likely, and only those are kept.
  const taken = new Set<number>()
  for (let last = total - size; last < total; last++) {
    const place = Math.floor(random() * (last + 1))
    taken.add(taken.has(place) ? last : place)
  }
  for (const place of taken) put(place)
  return sizes
}

function shuffled<T>(rows: T[], random: () => number): T[] {
  for (let last = rows.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const row = rows[last] as T
    rows[last] = rows[other] as T
    rows[other] = row
  }
  return rows
}
