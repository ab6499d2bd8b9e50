import type { Origin } from '../grow.js'
import { closure, growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'

/** One call of `fn` per partition, also for empty ones. */
export function mapPartitions(
  origin: Origin,
  fn: unknown,
  options: {
    readonly withIndex: boolean
    readonly preservesPartitioning: boolean
    readonly barrier?: boolean | undefined
  },
): Lineage {
  const scope = options.withIndex ? 'mapPartitionsWithIndex' : 'mapPartitions'
  return growFrom(origin, scope, { kind: 'mapPartitions', closure: closure(scope, fn), ...options })
}
