import { callSite } from '../call-site.js'
import { DATASET_KEYS, settingOf } from '../conf.js'
import { EmptyCollectionError } from '../errors.js'
import type { Origin } from '../grow.js'
import { numPartitionsOf } from '../lineage.js'
import { prepare } from '../prepare.js'
import { inOrder } from '../in-order.js'
import type { JobControl } from '../run-action.js'

/**
 * The first `limit` records: one partition is asked first, then more at a time as few were found.
 * @see org.apache.spark.rdd.RDD.take
 */
export async function take<T>(
  origin: Origin,
  limit: number,
  name = 'take',
  control: JobControl = {},
): Promise<T[]> {
  const { context, lineage } = origin
  context.assertActive()
  if (!Number.isInteger(limit) || limit < 0) {
    throw new TypeError(`${name} needs a whole number of records ≥ 0, got ${limit}`)
  }
  const { site = callSite(name), signal, onJobId } = control
  await prepare(lineage, context)
  const total = numPartitionsOf(lineage)
  const scaleUp = Math.max(2, settingOf(context, DATASET_KEYS.scaleUpFactor))
  const found: T[] = []
  let next = Math.max(1, settingOf(context, DATASET_KEYS.initialPartitions))
  for (let scanned = 0; found.length < limit && scanned < total; ) {
    const width = Math.min(next, total - scanned)
    const rows = await context.runJob({
      rdd: lineage,
      action: { kind: 'take', limit: limit - found.length },
      partitions: Array.from({ length: width }, (_, index) => scanned + index),
      results: inOrder((all) => all.flat() as T[]),
      callSite: site,
      signal,
      onJobId,
    })
    for (const row of rows.slice(0, limit - found.length)) found.push(row)
    scanned += width
    next = nextWidth({ scanned, found: found.length, left: limit - found.length, scaleUp })
  }
  return found
}

/** The first record; of none an {@link EmptyCollectionError}. */
export async function first<T>(origin: Origin): Promise<T> {
  const site = callSite('first')
  const found = await take<T>(origin, 1, 'first', { site })
  if (found.length === 0) throw new EmptyCollectionError('first', site)
  return found[0] as T
}

/** How many partitions to ask in the next round. */
export function nextWidth(state: {
  readonly scanned: number
  readonly found: number
  readonly left: number
  readonly scaleUp: number
}): number {
  const { found, left, scaleUp, scanned } = state
  const most = scanned * scaleUp
  if (found === 0) return most
  return Math.max(1, Math.min(most, Math.ceil((1.5 * left * scanned) / found)))
}
