import * as actions from '../actions/all.js'
import type { RecordOrder } from '../actions/take-ordered.js'
import * as operators from '../operators/all.js'
import { runAction } from '../run-action.js'
import { Dataset } from './dataset.js'

/** Actions over records of any kind. */
export abstract class RecordActions<T> extends Dataset {
  /** Every record, in the order of partitions. */
  collect(): Promise<T[]> {
    return runAction(this, actions.collect<T>())
  }

  /**
   * Every record, one by one, for what does not fit into the driver as a whole: one job per partition,
   * with `prefetch` the next one while this one is read.
   */
  toLocalIterator(prefetch = false): AsyncGenerator<T, void, undefined> {
    return actions.localIterator<T>(this, prefetch)
  }

  count(): Promise<number> {
    return runAction(this, actions.count())
  }

  /** All records merged two by two, in any order. Of none an EmptyCollectionError. */
  reduce(fn: (a: T, b: T) => T): Promise<T> {
    return runAction(this, actions.reduce(fn))
  }

  /** As `reduce`, merged in `depth` levels on executors, for many partitions or large values. */
  treeReduce(fn: (a: T, b: T) => T, depth = 2): Promise<T> {
    return actions.treeReduce(this, fn, depth)
  }

  /** Starts from `zero` in each partition and once more on the driver: it must be neutral to count once. */
  fold(zero: T, fn: (a: T, b: T) => T): Promise<T> {
    return runAction(this, actions.aggregate('fold', zero, fn, fn))
  }

  /** As `fold`, to a value of another type. */
  aggregate<U>(zero: U, add: (sum: U, value: T) => U, merge: (a: U, b: U) => U): Promise<U> {
    return runAction(this, actions.aggregate('aggregate', zero, add, merge))
  }

  /** As `aggregate`, merged in `depth` levels on executors, for many partitions or large values. */
  treeAggregate<U>(
    zero: U,
    add: (sum: U, value: T) => U,
    merge: (a: U, b: U) => U,
    depth = 2,
  ): Promise<U> {
    const fold = { name: 'treeAggregate', zero: { value: zero }, add, merge }
    return actions.treeAggregate(this, fold, depth)
  }

  /** The first records: no more partitions are computed than it takes to find them. */
  take(limit: number): Promise<T[]> {
    return actions.take<T>(this, limit)
  }

  first(): Promise<T> {
    return actions.first<T>(this)
  }

  async isEmpty(): Promise<boolean> {
    return (await actions.take(this, 1, 'isEmpty')).length === 0
  }

  /** The smallest records, in order. */
  takeOrdered(limit: number, order?: RecordOrder<T>): Promise<T[]> {
    return runAction(this, actions.takeOrdered('takeOrdered', { limit, descending: false, order }))
  }

  /** The largest records, the largest first. */
  top(limit: number, order?: RecordOrder<T>): Promise<T[]> {
    return runAction(this, actions.takeOrdered('top', { limit, descending: true, order }))
  }

  min(order?: RecordOrder<T>): Promise<T> {
    return runAction(this, actions.extreme('min', order))
  }

  max(order?: RecordOrder<T>): Promise<T> {
    return runAction(this, actions.extreme('max', order))
  }

  /** `size` records, each choice of them equally likely; the same for the same seed over the same records. */
  takeSample(
    withReplacement: boolean,
    size: number,
    seed: number = Math.floor(Math.random() * 2 ** 31),
  ): Promise<T[]> {
    return actions.takeSample<T>(this, { withReplacement, size, seed })
  }

  foreach(fn: (value: T) => void): Promise<void> {
    return runAction(this, actions.foreach(fn))
  }

  /** Calls `fn` once per partition; what it returns is awaited there. */
  foreachPartition(fn: (values: IterableIterator<T>) => void | Promise<void>): Promise<void> {
    return runAction(this, actions.foreachPartition(fn))
  }

  async countByValue(): Promise<Map<T, number>> {
    const origin = { context: this.context, lineage: operators.countEach(this) }
    return new Map(await runAction(origin, actions.collect<[T, number]>('countByValue')))
  }
}
