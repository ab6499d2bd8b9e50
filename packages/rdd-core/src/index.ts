export { closuresOfAction } from './action.js'
export type { Action } from './action.js'
export { DATASET_KEYS } from './conf.js'
export { closuresOf } from './aggregator.js'
export type { Aggregator } from './aggregator.js'
export type { Closure, UserFunction } from './closure-handle.js'
export { outputDeterminism } from './determinism.js'
export type { Determinism } from './determinism.js'
export { dependenciesOf, describeLineage, numPartitionsOf, resolvedOf } from './lineage.js'
export type {
  CallSite,
  Dependency,
  Lineage,
  NarrowDependency,
  Op,
  OpKind,
  OpOf,
  Resolved,
  ShuffleDependency,
} from './lineage.js'
export type { Group } from './group.js'
export { groupExtension } from './spill/large-group.js'
export { hashPartitioner, samePartitioner } from './partitioner.js'
export type {
  HashPartitioner,
  IndexPartitioner,
  Partitioner,
  PartitionerRequest,
  CustomPartitioner,
  PartitionerWish,
  RangePartitioner,
  UserPartitioner,
} from './partitioner.js'
export { prepare } from './prepare.js'
export type { JobDescription, JobResults, RddContext, RddStorageInfo } from './rdd-context.js'
export {
  parentPartitions,
  partitionValue,
  shuffleOutput,
  stageInputs,
  taskInputs,
} from './stage.js'
export type { PartitionRef, Stage, StageInputs, StageOutput, TaskInputs } from './stage.js'
export { FILES_PROPERTY, SparkFiles, setFilesRoot } from './spark-files.js'
export { TaskContext } from './task-context.js'
export { Rdd } from './rdd.js'
export type { Many, Partitioning } from './rdd.js'
export type { Pair } from './dataset/pair-actions.js'
export type { ApproximateCounts } from './dataset/approximate-actions.js'
export type { RecordOrder } from './actions/take-ordered.js'
export type { Histogram } from './actions/numbers.js'
export { BoundedDouble } from './approximate/bounded-double.js'
export { PartialResult } from './approximate/partial-result.js'
export type { JobControl } from './run-action.js'
export { runApproximate } from './approximate/run-approximate.js'
export { FutureAction } from './future-action.js'
export type { SketchShape } from './approximate/sketch.js'
export { DatasetsInUse } from './checkpoint/datasets-in-use.js'
export { ALL_MARKED, materializeCheckpoints } from './checkpoint/materialize.js'
export { StatCounter } from './stat-counter.js'
export type { StatRow } from './stat-counter.js'
export type { PipeOptions, PrintLine } from './operators/pipe.js'
export type { Fractions } from './operators/sample.js'
export { sliceStage } from './slice-stage.js'
export {
  binaryFiles,
  binaryRecords,
  emptyRdd,
  objectFile,
  parallelize,
  range,
  textFile,
} from './sources.js'
export type { TextOptions } from './sources.js'
export { PortableDataStream } from './binary/portable-data-stream.js'
export { ownLocations } from './own-locations.js'
export type { SlicedStage, StageSlice } from './stage-slice.js'
export { BarrierTaskContext, NoBarrierError } from './barrier-task-context.js'
export type { BarrierKind, BarrierLink, BarrierTaskInfo } from './barrier-task-context.js'
export { RddBarrier } from './rdd-barrier.js'
export { barrierProblem, isBarrierStage } from './barrier-stage.js'
