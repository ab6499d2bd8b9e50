export { ACCUMULATOR_REVIVER, AccumulatorV2 } from './accumulator-v2.js'
export type { AnyAccumulator, ShippedAccumulator } from './accumulator-v2.js'
export { LongAccumulator } from './long-accumulator.js'
export { DoubleAccumulator } from './double-accumulator.js'
export { CollectionAccumulator } from './collection-accumulator.js'
export { AccumulatorRegistry } from './accumulator-registry.js'
export type { AccumulableInfo, AccumulatorLog } from './accumulator-registry.js'
export { TaskAccumulators } from './task-accumulators.js'
export {
  AccumulatorReadError,
  AccumulatorRegisteredError,
  AccumulatorStateError,
  AccumulatorUnregisteredError,
} from './errors.js'
