import { AccumulatorV2 } from './accumulator-v2.js'
import { type BuiltIn, declareBuiltIn } from './built-in-kind.js'

/**
 * Gathers values into a list, in the order in which tasks end. All of them come to the driver's memory.
 * @see org.apache.spark.util.CollectionAccumulator
 */
export class CollectionAccumulator<T> extends AccumulatorV2<T, readonly T[]> implements BuiltIn {
  protected items: T[] = []

  get isZero(): boolean {
    return this.items.length === 0
  }

  /** A copy: what is added later is not in it. */
  get value(): readonly T[] {
    return [...this.items]
  }

  add(value: T): void {
    this.items.push(value)
  }

  reset(): void {
    this.items = []
  }

  copy(): CollectionAccumulator<T> {
    const copy = new CollectionAccumulator<T>()
    copy.mergeState(this.items)
    return copy
  }

  merge(other: CollectionAccumulator<T>): void {
    this.mergeState(other.state())
  }

  state(): readonly T[] {
    return this.items
  }

  mergeState(state: readonly unknown[]): void {
    for (const item of state) this.items.push(item as T)
  }
}

declareBuiltIn('collection', CollectionAccumulator)
