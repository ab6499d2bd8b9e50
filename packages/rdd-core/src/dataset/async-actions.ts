import * as actions from '../actions/all.js'
import { callSite } from '../call-site.js'
import { FutureAction } from '../future-action.js'
import { runAction } from '../run-action.js'
import { ApproximateActions } from './approximate-actions.js'

/** Actions that can be called off while they run. @see org.apache.spark.rdd.AsyncRDDActions */
export abstract class AsyncActions<T> extends ApproximateActions<T> {
  countAsync(): FutureAction<number> {
    return new FutureAction((control) => runAction(this, actions.count('countAsync'), control))
  }

  collectAsync(): FutureAction<T[]> {
    const plan = actions.collect<T>('collectAsync')
    return new FutureAction((control) => runAction(this, plan, control))
  }

  /** Jobs one after the other, until enough records are found. */
  takeAsync(limit: number): FutureAction<T[]> {
    const site = callSite('takeAsync')
    return new FutureAction((control) =>
      actions.take<T>(this, limit, 'takeAsync', { ...control, site }),
    )
  }

  foreachAsync(fn: (value: T) => void): FutureAction<void> {
    const plan = actions.foreach(fn, 'foreachAsync')
    return new FutureAction((control) => runAction(this, plan, control))
  }

  foreachPartitionAsync(
    fn: (values: IterableIterator<T>) => void | Promise<void>,
  ): FutureAction<void> {
    const plan = actions.foreachPartition(fn, 'foreachPartitionAsync')
    return new FutureAction((control) => runAction(this, plan, control))
  }
}
