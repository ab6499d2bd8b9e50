import {
  AccumulatorV2,
  CollectionAccumulator,
  DoubleAccumulator,
  LongAccumulator,
} from '@firesteel/accumulator'
import { Broadcast } from '@firesteel/broadcast'
import { BarrierTaskContext, SparkFiles, TaskContext } from '@firesteel/rdd-core/runtime'

/** What closures may name that every slot has: captured by identity, never by value. */
export const providedModules = {
  '@firesteel/rdd-core': { BarrierTaskContext, SparkFiles, TaskContext },
  '@firesteel/broadcast': { Broadcast },
  '@firesteel/accumulator': {
    AccumulatorV2,
    CollectionAccumulator,
    DoubleAccumulator,
    LongAccumulator,
  },
} as const
