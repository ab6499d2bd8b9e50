import { AccumulatorV2 } from './accumulator-v2.js'
import type { BuiltIn } from './built-in-kind.js'

/** A sum of numbers and how many there were. */
export abstract class NumberSum extends AccumulatorV2<number, number> implements BuiltIn {
  protected total = 0
  protected added = 0

  get isZero(): boolean {
    return this.total === 0 && this.added === 0
  }

  /** The sum of all that was added. */
  get value(): number {
    return this.total
  }

  get sum(): number {
    return this.total
  }

  /** How many numbers were added. */
  get count(): number {
    return this.added
  }

  /** The mean; NaN when nothing was added. */
  get avg(): number {
    return this.total / this.added
  }

  reset(): void {
    this.total = 0
    this.added = 0
  }

  merge(other: NumberSum): void {
    this.mergeState(other.state())
  }

  state(): readonly [total: number, added: number] {
    return [this.total, this.added]
  }

  mergeState([total, added]: readonly [total: number, added: number]): void {
    this.total += total
    this.added += added
  }

  protected takeFrom(other: NumberSum): this {
    this.reset()
    this.merge(other)
    return this
  }
}
