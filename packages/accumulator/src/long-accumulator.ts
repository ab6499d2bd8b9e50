import { declareBuiltIn } from './built-in-kind.js'
import { NumberSum } from './number-sum.js'

/**
 * Sums whole numbers; exact as long as the sum is within ±(2^53 - 1).
 * @see org.apache.spark.util.LongAccumulator
 */
export class LongAccumulator extends NumberSum {
  /** Throws a TypeError for what is no whole number. */
  add(value: number): void {
    if (!Number.isInteger(value)) {
      throw new TypeError(
        `a long accumulator adds whole numbers, got ${String(value)}: use sc.doubleAccumulator() for others`,
      )
    }
    this.total += value
    this.added++
  }

  copy(): LongAccumulator {
    return new LongAccumulator().takeFrom(this)
  }
}

declareBuiltIn('long', LongAccumulator)
