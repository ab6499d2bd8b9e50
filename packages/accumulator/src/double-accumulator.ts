import { declareBuiltIn } from './built-in-kind.js'
import { NumberSum } from './number-sum.js'

/**
 * Sums numbers.
 * @see org.apache.spark.util.DoubleAccumulator
 */
export class DoubleAccumulator extends NumberSum {
  /** Throws a TypeError for what is no number. */
  add(value: number): void {
    if (typeof value !== 'number') {
      throw new TypeError(`a double accumulator adds numbers, got ${String(value)}`)
    }
    this.total += value
    this.added++
  }

  copy(): DoubleAccumulator {
    return new DoubleAccumulator().takeFrom(this)
  }
}

declareBuiltIn('double', DoubleAccumulator)
