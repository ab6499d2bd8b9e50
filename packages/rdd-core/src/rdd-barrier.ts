import type { Origin } from './grow.js'
import type { Lineage } from './lineage.js'
import { mapPartitions } from './operators/map-partitions.js'
import type { Many, Rdd } from './rdd.js'

/**
 * A dataset whose partitions are computed all at the same time, or not at all: made by `rdd.barrier()`.
 * @see org.apache.spark.rdd.RDDBarrier
 */
export class RddBarrier<T> {
  readonly #origin: Origin
  readonly #over: <U>(lineage: Lineage) => Rdd<U>

  /** For {@link Rdd.barrier}. */
  constructor(origin: Origin, over: <U>(lineage: Lineage) => Rdd<U>) {
    this.#origin = origin
    this.#over = over
  }

  /** One call of `fn` per partition; inside, `BarrierTaskContext.get()` is the way to the other tasks. */
  mapPartitions<U>(
    fn: (values: IterableIterator<T>) => Many<U>,
    preservesPartitioning = false,
  ): Rdd<U> {
    const how = { withIndex: false, preservesPartitioning, barrier: true }
    return this.#over(mapPartitions(this.#origin, fn, how))
  }

  /** As {@link mapPartitions}; `fn` is told the partition. */
  mapPartitionsWithIndex<U>(
    fn: (index: number, values: IterableIterator<T>) => Many<U>,
    preservesPartitioning = false,
  ): Rdd<U> {
    const how = { withIndex: true, preservesPartitioning, barrier: true }
    return this.#over(mapPartitions(this.#origin, fn, how))
  }
}
