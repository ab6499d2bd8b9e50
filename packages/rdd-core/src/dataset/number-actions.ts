import * as actions from '../actions/all.js'
import type { Histogram } from '../actions/numbers.js'
import { runAction } from '../run-action.js'
import type { StatCounter } from '../stat-counter.js'
import { PairActions } from './pair-actions.js'

/** Actions over numbers. @see org.apache.spark.rdd.DoubleRDDFunctions */
export abstract class NumberActions<T> extends PairActions<T> {
  sum(this: NumberActions<number>): Promise<number> {
    return runAction(this, actions.sum())
  }

  /** Count, mean, variance, minimum and maximum in one job. */
  stats(this: NumberActions<number>): Promise<StatCounter> {
    return runAction(this, actions.stats())
  }

  /** 0 of no numbers. */
  async mean(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('mean'))).mean
  }

  /** Of the numbers as a whole population; NaN of none. */
  async variance(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('variance'))).popVariance
  }

  async stdev(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('stdev'))).popStdev
  }

  async popVariance(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('popVariance'))).popVariance
  }

  async popStdev(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('popStdev'))).popStdev
  }

  /** Of the numbers as a sample of a population; NaN of fewer than two. */
  async sampleVariance(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('sampleVariance'))).sampleVariance
  }

  async sampleStdev(this: NumberActions<number>): Promise<number> {
    return (await runAction(this, actions.stats('sampleStdev'))).sampleStdev
  }

  /** Borders of `buckets` buckets of one width between the smallest and the largest number, and how many lie in each. */
  histogram(this: NumberActions<number>, buckets: number): Promise<Histogram>
  /** How many lie in each bucket between borders; [a, b) but for the last, [a, b]. `even` promises one width. */
  histogram(
    this: NumberActions<number>,
    borders: readonly number[],
    even?: boolean,
  ): Promise<number[]>
  histogram(
    this: NumberActions<number>,
    buckets: number | readonly number[],
    even = false,
  ): Promise<Histogram | number[]> {
    return typeof buckets === 'number'
      ? actions.evenHistogram(this, buckets)
      : actions.histogram(this, buckets, even)
  }
}
