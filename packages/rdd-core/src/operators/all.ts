export { coalesce, repartition } from './coalesce.js'
export {
  aggregateByKey,
  combineBy,
  combineByKey,
  groupBy,
  groupByKey,
  reduceByKey,
} from './combine-by-key.js'
export { countEach, distinct } from './distinct.js'
export { cogroup, join } from './join.js'
export { glom, keys, values, zipWithIndex } from './keys-and-values.js'
export { mapPartitions } from './map-partitions.js'
export { mapAsync, pipe } from './pipe.js'
export type { PipeOptions, PrintLine } from './pipe.js'
export { partitionBy } from './partition-by.js'
export { filter, flatMap, flatMapValues, keyBy, map, mapValues } from './per-record.js'
export { randomSplit, sample, sampleByKey } from './sample.js'
export type { Fractions } from './sample.js'
export { intersection, subtract, subtractByKey } from './sets.js'
export { cartesian, zip, zipPartitions, zipWithUniqueId } from './side-by-side.js'
export { filterByRange, repartitionAndSort, sortBy, sortByKey } from './sort.js'
export { union } from './union.js'
export { countApproxDistinctByKey } from './count-distinct-by-key.js'
