import { registerMasterScheme } from '@firesteel/spark-context'
import { localClusterScheme } from './local-cluster-scheme.js'

registerMasterScheme('local-cluster', localClusterScheme)

// What every program needs.
export { SparkConf } from '@firesteel/conf'
export { SparkContext } from '@firesteel/spark-context'
export {
  BarrierTaskContext,
  Rdd,
  SparkFiles,
  TaskContext,
  hashPartitioner,
} from '@firesteel/rdd-core'
export type {
  BoundedDouble,
  FutureAction,
  Group,
  Many,
  Pair,
  PartialResult,
  Partitioner,
  PipeOptions,
  RddBarrier,
  StatCounter,
  TextOptions,
} from '@firesteel/rdd-core'
export { StorageLevel, describeStorageLevel } from '@firesteel/storage-level'

// What travels with closures.
export {
  AccumulatorV2,
  CollectionAccumulator,
  DoubleAccumulator,
  LongAccumulator,
} from '@firesteel/accumulator'
export { Broadcast } from '@firesteel/broadcast'
export { closure, deny, lazy, ship } from '@firesteel/closure'
export type { Denied, Lazy, Shippable, Shipped } from '@firesteel/closure'

// What happens, and what goes wrong.
export type { SparkListener, SparkListenerEvent } from '@firesteel/listener-bus'
export type { StatusTracker } from '@firesteel/spark-context'
export { SparkError, hasCode, isSparkError } from '@firesteel/errors'
export type { Logger } from '@firesteel/logging'

export { VERSION } from './version.js'
