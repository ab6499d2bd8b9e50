import type { AnyAccumulator } from './accumulator-v2.js'
import type { BuiltIn, BuiltInKind } from './built-in-kind.js'
import { CollectionAccumulator } from './collection-accumulator.js'
import { DoubleAccumulator } from './double-accumulator.js'
import { LongAccumulator } from './long-accumulator.js'

const makers = {
  long: () => new LongAccumulator(),
  double: () => new DoubleAccumulator(),
  collection: () => new CollectionAccumulator(),
} as const

/** A zero of a kind that every process has. */
export const makeBuiltIn = (kind: BuiltInKind): AnyAccumulator & BuiltIn =>
  makers[kind]() as never as AnyAccumulator & BuiltIn
