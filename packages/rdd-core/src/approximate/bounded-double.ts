import type { StatCounter } from '../stat-counter.js'
import { normalQuantile, poissonQuantile, studentQuantile } from './distributions.js'

/**
 * A number that is not known exactly yet: with probability `confidence` it lies from `low` to `high`.
 * @see org.apache.spark.partial.BoundedDouble
 */
export class BoundedDouble {
  readonly mean: number
  readonly confidence: number
  readonly low: number
  readonly high: number

  constructor(mean: number, confidence: number, low: number, high: number) {
    this.mean = mean
    this.confidence = confidence
    this.low = low
    this.high = high
  }

  /** The range, as Spark shows it: `[99.000, 101.500]`. */
  toString(): string {
    return `[${shown(this.low)}, ${shown(this.high)}]`
  }
}

/** Three digits, and infinity by its name. */
const shown = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : String(value))

/** How far a job is. */
export interface Seen {
  readonly merged: number
  readonly total: number
  readonly confidence: number
}

/** From so many numbers on the normal distribution does for Student's. */
const MANY = 100

/** A number that is known. */
export const exactly = (mean: number): BoundedDouble => new BoundedDouble(mean, 1, mean, mean)

/** Nothing is known. */
const anything = (mean: number, confidence: number): BoundedDouble =>
  new BoundedDouble(mean, confidence, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)

/** How many records there are, when `count` were found in the partitions seen. @see org.apache.spark.partial.CountEvaluator */
export function boundCount(count: number, { merged, total, confidence }: Seen): BoundedDouble {
  if (merged === total) return exactly(count)
  if (merged === 0 || count === 0) {
    return new BoundedDouble(0, 0, 0, Number.POSITIVE_INFINITY)
  }
  const share = merged / total
  // What was not seen yet is taken to come as often.
  const unseen = (count * (1 - share)) / share
  return new BoundedDouble(
    count + unseen,
    confidence,
    count + poissonQuantile(unseen, (1 - confidence) / 2),
    count + poissonQuantile(unseen, (1 + confidence) / 2),
  )
}

/** The mean of all numbers, from those of the partitions seen. @see org.apache.spark.partial.MeanEvaluator */
export function boundMean(stats: StatCounter, seen: Seen): BoundedDouble {
  const { mean, count } = stats
  if (seen.merged === seen.total) return exactly(mean)
  if (seen.merged === 0 || count === 0) return anything(0, 0)
  if (count === 1) return anything(mean, seen.confidence)
  const reach = factor(count, seen.confidence) * Math.sqrt(stats.sampleVariance / count)
  return new BoundedDouble(mean, seen.confidence, mean - reach, mean + reach)
}

/** The sum of all numbers, from those of the partitions seen. @see org.apache.spark.partial.SumEvaluator */
export function boundSum(stats: StatCounter, seen: Seen): BoundedDouble {
  const { mean, count, sum } = stats
  const { merged, total, confidence } = seen
  if (merged === total) return exactly(sum)
  if (merged === 0 || count === 0) return anything(0, 0)
  const share = merged / total
  const unseen = (count * (1 - share)) / share
  const estimate = sum + mean * unseen
  const meanVariance = stats.sampleVariance / count
  if (Number.isNaN(meanVariance)) return anything(estimate, confidence)
  // The number of unseen records is Poisson: its variance is its mean.
  const variance = mean ** 2 * unseen + unseen ** 2 * meanVariance + meanVariance * unseen
  const reach = factor(count, confidence) * Math.sqrt(variance)
  return new BoundedDouble(estimate, confidence, estimate - reach, estimate + reach)
}

const factor = (count: number, confidence: number): number =>
  count > MANY
    ? normalQuantile((1 + confidence) / 2)
    : studentQuantile(count - 1, (1 + confidence) / 2)
