import type { Closure } from './closure-handle.js'
import type { OutputTarget } from './output/output-target.js'

/**
 * What a job does with each partition, as data: the end of the stage's loop.
 * Every partition answers with an array of rows; what they mean depends on the kind.
 */
export type Action =
  /** Rows: the partition's records. */
  | { readonly kind: 'collect' }
  /** Rows: `[count]`. */
  | { readonly kind: 'count' }
  /** Rows: `[value]`, or none for an empty partition. */
  | { readonly kind: 'reduce'; readonly closure: Closure }
  /** Rows: `[value]`; starts from a copy of `zero`. */
  | { readonly kind: 'fold'; readonly zero: unknown; readonly closure: Closure }
  /** Rows: the first `limit` records. */
  | { readonly kind: 'take'; readonly limit: number }
  /** Rows: the `limit` smallest records in order. */
  | {
      readonly kind: 'takeOrdered'
      readonly limit: number
      readonly descending: boolean
      /** What the closure is: a record's key, or the order of two records. Without it records are keys. */
      readonly by?: 'key' | 'order' | undefined
      readonly closure?: Closure | undefined
    }
  /** Rows: `[[count, mean, m2, max, min]]` of numbers. */
  | { readonly kind: 'stats' }
  /** Rows: `[counts]`, one per bucket. */
  | { readonly kind: 'histogram'; readonly buckets: readonly number[]; readonly even: boolean }
  /** Rows: the values of one key. */
  | { readonly kind: 'lookup'; readonly key: unknown }
  /** Rows: one pair per key. */
  | { readonly kind: 'reduceByKeyLocally'; readonly closure: Closure }
  /** Rows: `[record or its key, how often]`. */
  | { readonly kind: 'countEach'; readonly of: 'values' | 'keys' }
  /** Rows: as many as `sizes` says of the partition, picked fairly; `counts` is how many records each has. */
  | {
      readonly kind: 'sampleRows'
      readonly sizes: readonly number[]
      readonly counts: readonly number[]
      readonly withReplacement: boolean
      readonly seed: number
    }
  /** Rows: one sketch of how many different records there are. */
  | { readonly kind: 'sketch'; readonly precision: number; readonly sparsePrecision: number }
  /** Rows: `[[sum, count]]`. */
  | { readonly kind: 'sum' }
  /** Rows: none. */
  | { readonly kind: 'foreach'; readonly closure: Closure }
  /** Rows: none; the closure may return a promise, which the task awaits. */
  | { readonly kind: 'foreachPartition'; readonly closure: Closure }
  /** Rows: `[records written]`. */
  | { readonly kind: 'saveCheckpoint'; readonly dir: string; readonly compress: boolean }
  /** Rows: `[records written]`. */
  | { readonly kind: 'saveAsTextFile' | 'saveAsObjectFile'; readonly target: OutputTarget }
  /** Rows: `[key, count]` for each key of the partition's pairs. */
  | { readonly kind: 'countKeys' }
  /** Rows: `[[count, sampledKeys]]`: what a range partitioner is made from. */
  | { readonly kind: 'sampleKeys'; readonly size: number; readonly seed: number }

/** The closures of `action`. */
export const closuresOfAction = (action: Action): readonly Closure[] =>
  'closure' in action && action.closure !== undefined ? [action.closure] : []
