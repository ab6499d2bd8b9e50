import type { Closure } from './closure-handle.js'

/**
 * How values of one key become one combiner.
 * @see org.apache.spark.Aggregator
 */
export type Aggregator =
  /** The combiner is a value; two become one by `merge`. */
  | { readonly kind: 'reduce'; readonly merge: Closure }
  /** Starts from a fresh copy of `zero` per key and partition. */
  | {
      readonly kind: 'aggregate'
      readonly zero: unknown
      readonly add: Closure
      readonly merge: Closure
    }
  | {
      readonly kind: 'combine'
      readonly create: Closure
      readonly add: Closure
      readonly merge: Closure
    }
  /** An array of all values. */
  | { readonly kind: 'group' }
  /** The first value seen: values do not matter, keys do. */
  | { readonly kind: 'first' }
  /** How many different values there were, about: a sketch. */
  | {
      readonly kind: 'sketch'
      readonly precision: number
      readonly sparsePrecision: number
    }
  /** How many values there were. */
  | { readonly kind: 'count' }

/** The closures of `aggregator`, in a fixed order. */
export function closuresOf(aggregator: Aggregator): readonly Closure[] {
  switch (aggregator.kind) {
    case 'reduce':
      return [aggregator.merge]
    case 'aggregate':
      return [aggregator.add, aggregator.merge]
    case 'combine':
      return [aggregator.create, aggregator.add, aggregator.merge]
    default:
      return []
  }
}
