import { inspect } from 'node:util'
import type { Lineage } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'

/** The lineage of a dataset that `operator` was called with; a TypeError that shows what is none. */
export function otherDataset(operator: string, other: unknown): Lineage {
  const { context, lineage } = (other ?? {}) as {
    readonly context?: RddContext
    readonly lineage?: Lineage
  }
  if (context !== undefined && lineage !== undefined) return lineage
  const shown = inspect(other, { depth: 0, breakLength: Number.POSITIVE_INFINITY }).slice(0, 80)
  throw new TypeError(
    `${operator} takes datasets, and was given ${shown}; make one of it with parallelize`,
  )
}
