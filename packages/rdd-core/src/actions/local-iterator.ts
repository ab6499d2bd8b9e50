import { callSite } from '../call-site.js'
import type { Origin } from '../grow.js'
import { numPartitionsOf } from '../lineage.js'
import { prepare } from '../prepare.js'
import { runAction } from '../run-action.js'
import { collect } from './collect.js'

/**
 * The records one by one, in the order of partitions: one job per partition, which begins when it is
 * asked for; with `prefetch`, while the one before it is read. What is left is not computed when
 * whoever reads stops.
 */
export function localIterator<T>(
  origin: Origin,
  prefetch: boolean,
): AsyncGenerator<T, void, undefined> {
  origin.context.assertActive()
  return partitionAfterPartition(origin, prefetch, callSite('toLocalIterator'))
}

async function* partitionAfterPartition<T>(
  origin: Origin,
  prefetch: boolean,
  site: ReturnType<typeof callSite>,
): AsyncGenerator<T, void, undefined> {
  const { context, lineage } = origin
  await prepare(lineage, context)
  const count = numPartitionsOf(lineage)
  const stopped = new AbortController()
  const start = (index: number): Promise<T[]> => {
    const control = { site, partitions: [index], signal: stopped.signal }
    const rows = runAction(origin, collect<T>('toLocalIterator'), control)
    // Its turn may never come.
    rows.catch(() => {})
    return rows
  }
  let next = count === 0 ? undefined : start(0)
  try {
    for (let index = 0; index < count; index++) {
      const rows = await (next ?? start(index))
      next = prefetch && index + 1 < count ? start(index + 1) : undefined
      yield* rows
    }
  } finally {
    stopped.abort('because nobody reads on')
  }
}
