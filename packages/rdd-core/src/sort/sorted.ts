import type { PairBatch, TaskRuntime } from '../task-runtime.js'
import { ExternalSort } from './external-sort.js'

/** The pairs of the batches in key order, some at a time; what does not fit in memory is merged from disk. */
export function sorted(
  runtime: TaskRuntime,
  batches: Iterable<PairBatch>,
  ascending: boolean,
): Iterable<PairBatch> {
  const sort = new ExternalSort(runtime, ascending)
  for (const batch of batches) {
    runtime.checkKilled()
    sort.add(batch)
  }
  return sort.sorted()
}
