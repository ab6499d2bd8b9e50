import { checkPair } from './check-pair.js'
import type { PairBatch, TaskRuntime } from '../../task-runtime.js'

type Batch = readonly unknown[]
/** A generated function: the batches of one partition of one node. */
export type Pipe = (runtime: TaskRuntime, partition: number) => Iterable<Batch>

/** The batches of one partition of the parent that partition `partition` comes from. */
export function concatenated(
  parents: readonly Pipe[],
  firsts: readonly number[],
  runtime: TaskRuntime,
  partition: number,
): Iterable<Batch> {
  let low = 0
  let high = firsts.length
  // The last parent that begins at or before the partition; empty ones begin where the next does.
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((firsts[middle] as number) <= partition) low = middle + 1
    else high = middle
  }
  return (parents[low - 1] as Pipe)(runtime, partition - (firsts[low - 1] as number))
}

/** The batches of this partition of every parent, one parent after the other. */
export function* aligned(
  parents: readonly Pipe[],
  runtime: TaskRuntime,
  partition: number,
): Generator<Batch, void> {
  for (const parent of parents) yield* parent(runtime, partition)
}

/** The batches of partitions `from` to `until` (exclusive), one after the other. */
export function* coalesced(
  parent: Pipe,
  runtime: TaskRuntime,
  from: number,
  until: number,
): Generator<Batch, void> {
  for (let partition = from; partition < until; partition++) yield* parent(runtime, partition)
}

/** The rows of a persisted partition: those that are kept, or else computed and then kept. */
export function persisted(
  runtime: TaskRuntime,
  rddId: number,
  partition: number,
  compute: Pipe,
): Iterable<Batch> {
  return runtime.keptRows(rddId, partition, () => compute(runtime, partition))
}

/** One array from two; the first grows. */
export function append(to: unknown[], more: readonly unknown[]): void {
  for (const value of more) to.push(value)
}

const MISSING: readonly unknown[] = [undefined]

/** The values of one side of an outer join; one undefined where there are none. */
export const orMissing = (values: readonly unknown[]): readonly unknown[] =>
  values.length === 0 ? MISSING : values

/** Batches of pairs as two columns each, as a shuffle hands them out. */
export function* pairBatches(batches: Iterable<Batch>, site: string): Generator<PairBatch, void> {
  for (const batch of batches) {
    const keys: unknown[] = []
    const values: unknown[] = []
    for (let i = 0; i < batch.length; i++) {
      const pair = batch[i] as readonly unknown[]
      if (!Array.isArray(pair)) checkPair(pair, site)
      keys.push(pair[0])
      values.push(pair[1])
    }
    yield { keys, values }
  }
}
