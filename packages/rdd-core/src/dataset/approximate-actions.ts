import * as actions from '../actions/all.js'
import type { BoundedDouble } from '../approximate/bounded-double.js'
import type { PartialResult } from '../approximate/partial-result.js'
import { approximateCount, approximateCounts, approximateStats } from '../approximate/plans.js'
import { runApproximate } from '../approximate/run-approximate.js'
import { checkedShape, shapeFor } from '../approximate/sketch-shape.js'
import { runAction } from '../run-action.js'
import { NumberActions } from './number-actions.js'
import type { Pair } from './pair-actions.js'

/** How often each of something comes, about. */
export type ApproximateCounts<K> = PartialResult<Map<K, BoundedDouble>>

/**
 * Answers that may be inexact: after `timeoutMs` what is known by then, with bounds that hold with
 * probability `confidence`, while the job goes on; or counts of different records within some percent.
 */
export abstract class ApproximateActions<T> extends NumberActions<T> {
  countApprox(timeoutMs: number, confidence = 0.95): Promise<PartialResult<BoundedDouble>> {
    return runApproximate(this, approximateCount(confidence), timeoutMs)
  }

  countByValueApprox(timeoutMs: number, confidence = 0.95): Promise<ApproximateCounts<T>> {
    return runApproximate(this, approximateCounts<T>('values', confidence), timeoutMs)
  }

  countByKeyApprox<K, V>(
    this: ApproximateActions<Pair<K, V>>,
    timeoutMs: number,
    confidence = 0.95,
  ): Promise<ApproximateCounts<K>> {
    return runApproximate(this, approximateCounts<K>('keys', confidence), timeoutMs)
  }

  sumApprox(
    this: ApproximateActions<number>,
    timeoutMs: number,
    confidence = 0.95,
  ): Promise<PartialResult<BoundedDouble>> {
    return runApproximate(this, approximateStats('sum', confidence), timeoutMs)
  }

  meanApprox(
    this: ApproximateActions<number>,
    timeoutMs: number,
    confidence = 0.95,
  ): Promise<PartialResult<BoundedDouble>> {
    return runApproximate(this, approximateStats('mean', confidence), timeoutMs)
  }

  /** How many different records there are: with a standard deviation of `relativeSd`, or in a sketch of this precision. */
  async countApproxDistinct(relativeSd?: number): Promise<number>
  async countApproxDistinct(precision: number, sparsePrecision: number): Promise<number>
  async countApproxDistinct(first = 0.05, sparsePrecision?: number): Promise<number> {
    const name = 'countApproxDistinct'
    const shape =
      sparsePrecision === undefined
        ? shapeFor(name, first)
        : checkedShape(name, { precision: first, sparsePrecision })
    return runAction(this, actions.countDistinct(shape))
  }
}
