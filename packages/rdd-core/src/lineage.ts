import type { StorageLevel } from '@firesteel/storage-level'
import type { Aggregator } from './aggregator.js'
import type { Closure } from './closure-handle.js'
import type { Partitioner, PartitionerRequest } from './partitioner.js'
import { rddClass } from './rdd-class.js'

/** Where in the user's program a dataset or a job was made. */
export interface CallSite {
  /** As a list shows it: `map at word-count.ts:7`. */
  readonly short: string
  /** The user's frames, innermost first. */
  readonly long: string
}

/**
 * A dataset as plain data: what it is made of and what is done, never how it is run.
 *
 * Everything but `name`, `storageLevel`, `checkpoint` and `resolved` is fixed at birth, until a checkpoint
 * puts a source in the place of `op` and `parents`. `resolved` is filled once,
 * by {@link prepare}, with what could not be known before the cluster, the files or the data were looked at.
 * @see org.apache.spark.rdd.RDD
 */
export interface Lineage {
  /** Unique in its context, counted from 0. */
  readonly id: number
  op: Op
  parents: readonly Lineage[]
  /** The operator the user called: `textFile`, `reduceByKey`. */
  readonly scope: string
  readonly callSite: CallSite
  name: string | undefined
  storageLevel: StorageLevel
  checkpoint?: Checkpoint | undefined
  resolved: Resolved | undefined
}

/** A dataset that is, or is to be, cut off from what it was computed from. */
export interface Checkpoint {
  /** In files that outlive executors, or as the blocks that executors keep. */
  readonly kind: 'reliable' | 'local'
  /** `marked`: after the next job; `running`: it is being written; `done`: nothing is behind it any more. */
  state: 'marked' | 'running' | 'done'
  /** The directory of its files, once they are written. */
  path?: string | undefined
}

/** The late facts of a dataset. */
export interface Resolved {
  readonly numPartitions: number
  readonly partitioner: Partitioner | undefined
  /** One per parent, in order: where stages are cut. */
  readonly dependencies: readonly Dependency[]
  /** What each partition needs of its own: file splits, a slice's bounds, first indexes. */
  readonly partitions?: readonly unknown[] | undefined
  /** Of a union that concatenates: the index of each parent's first partition. */
  readonly firstPartitions?: readonly number[] | undefined
  /** Of a dataset that leaves partitions of its parent out: the first that it has. */
  readonly prunedFrom?: number | undefined
}

/** How a dataset depends on one parent. */
export type Dependency = NarrowDependency | ShuffleDependency

/** Each partition is computed from few partitions of the parent, in the same task. */
export interface NarrowDependency {
  readonly kind: 'narrow'
  readonly parent: Lineage
}

/**
 * Every partition may need every partition of the parent: a stage ends here.
 * @see org.apache.spark.ShuffleDependency
 */
export interface ShuffleDependency {
  readonly kind: 'shuffle'
  readonly shuffleId: number
  readonly parent: Lineage
  readonly partitioner: Partitioner
  readonly aggregator: Aggregator | undefined
  /** Whether the map side writes combiners (true) or values (false). */
  readonly mapSideCombine: boolean
}

/** What is computed, one shape per kind. */
export type Op =
  | {
      readonly kind: 'parallelize'
      readonly data: readonly unknown[]
      readonly slices?: number
      /** Per partition the hosts that it is best computed on; there is one partition per element then. */
      readonly locations?: readonly (readonly string[])[]
    }
  | {
      readonly kind: 'range'
      readonly start: number
      readonly end: number
      readonly step: number
      readonly slices?: number
    }
  /** Reads what a checkpoint wrote. */
  | { readonly kind: 'checkpointed' }
  /** Has nothing but the blocks that executors keep. */
  | { readonly kind: 'blocksOnly' }
  | {
      readonly kind: 'objectFile'
      readonly path: string
      readonly classes: readonly Closure[]
    }
  | {
      readonly kind: 'textFile'
      readonly path: string
      readonly minPartitions?: number
      readonly delimiter?: string
    }
  | { readonly kind: 'binaryFiles'; readonly path: string; readonly minPartitions?: number }
  | { readonly kind: 'binaryRecords'; readonly path: string; readonly recordLength: number }
  | { readonly kind: 'wholeTextFiles'; readonly path: string; readonly minPartitions?: number }
  | {
      readonly kind: 'map' | 'filter' | 'flatMap' | 'mapValues' | 'flatMapValues' | 'keyBy'
      readonly closure: Closure
    }
  /** The values are sketches: how many different things each has seen. */
  | { readonly kind: 'sketchSize'; readonly precision: number; readonly sparsePrecision: number }
  | { readonly kind: 'keys' | 'values' | 'glom' | 'zipWithIndex' | 'union' | 'pairWithNothing' }
  | { readonly kind: 'zipWithUniqueId' | 'zip' | 'cartesian' | 'dropValues' }
  /** Of cogrouped pairs of groups: the keys that both sides have; the pairs of the left that the right has no key of. */
  | { readonly kind: 'inBoth' | 'leftOnly' }
  | {
      readonly kind: 'zipPartitions'
      readonly closure: Closure
      readonly preservesPartitioning: boolean
    }
  | {
      readonly kind: 'sample'
      readonly withReplacement: boolean
      readonly fraction: number
      readonly seed: number
    }
  /** The records whose uniform number lies in [from, until): splits of one seed share no record. */
  | {
      readonly kind: 'sampleSlice'
      readonly from: number
      readonly until: number
      readonly seed: number
    }
  | {
      readonly kind: 'sampleByKey' | 'sampleByKeyExact'
      readonly withReplacement: boolean
      readonly fractions: readonly (readonly [key: unknown, fraction: number])[]
      readonly seed: number
    }
  /** The partitions that can hold keys between two; all of them unless keys are partitioned by range. */
  | { readonly kind: 'prune'; readonly bounds: readonly [lower: unknown, upper: unknown] }
  | { readonly kind: 'filterByRange'; readonly bounds: readonly [lower: unknown, upper: unknown] }
  | {
      readonly kind: 'mapPartitions'
      readonly closure: Closure
      readonly withIndex: boolean
      readonly preservesPartitioning: boolean
      /** All tasks of the stage run at the same time, or none. */
      readonly barrier?: boolean | undefined
    }
  /** One record of each partition, paired with where it is merged further: a level of a tree. */
  | {
      readonly kind: 'foldPartition'
      /** Where each partition begins; with its first record when absent, and then without any there is none. */
      readonly zero?: { readonly value: unknown } | undefined
      readonly closure: Closure
      readonly targets: number
    }
  | { readonly kind: 'mapAsync'; readonly closure: Closure; readonly concurrency: number }
  | {
      readonly kind: 'pipe'
      readonly command: readonly string[]
      readonly env: Readonly<Record<string, string>>
      readonly encoding: BufferEncoding
      readonly separateWorkingDir: boolean
      readonly context: Closure | undefined
      readonly element: Closure | undefined
    }
  | { readonly kind: 'coalesce'; readonly numPartitions: number }
  /** Pairs each element with a target partition, dealt round-robin: the map side of a repartition. */
  | { readonly kind: 'deal'; readonly numPartitions: number }
  | {
      readonly kind: 'combineByKey'
      readonly aggregator: Aggregator
      readonly mapSideCombine: boolean
      readonly partitioner: PartitionerRequest
      /** Keys are whole records: wherever the dataset before the parent is partitioned, equal ones are together. */
      readonly wholeRecords?: boolean
    }
  | { readonly kind: 'partitionBy'; readonly partitioner: PartitionerRequest }
  | {
      readonly kind: 'sortByKey'
      readonly ascending: boolean
      readonly numPartitions?: number
      /** Where keys belong, when that is not to be found by sampling them. */
      readonly partitioner?: PartitionerRequest
    }
  | {
      readonly kind: 'cogroup'
      readonly partitioner: PartitionerRequest
      /** Without a wish, keys go where those of the first parent are. */
      readonly likeFirst?: boolean
    }
  /** Flattens cogrouped pairs of groups into one record per pair of values. */
  | { readonly kind: 'joined'; readonly outer: 'inner' | 'left' | 'right' | 'full' }

/** The kinds of {@link Op}. */
export type OpKind = Op['kind']

/** A way to compute a dataset of kind `K`. */
export type OpOf<K extends OpKind> = Extract<Op, { readonly kind: K }>

/** The late facts of `node`. Throws when {@link prepare} has not seen it yet. */
export function resolvedOf(node: Lineage): Resolved {
  if (node.resolved === undefined) {
    throw new Error(`invariant broken: RDD ${node.id} (${node.scope}) was used before prepare()`)
  }
  return node.resolved
}

/** How many partitions `node` has. Throws before {@link prepare}. */
export const numPartitionsOf = (node: Lineage): number => resolvedOf(node).numPartitions

/** What `node` depends on, one entry per parent. Throws before {@link prepare}. */
export const dependenciesOf = (node: Lineage): readonly Dependency[] =>
  resolvedOf(node).dependencies

/** `node` as logs and messages show it: `[name ]Kind[id] at <call site>`. */
export const describeLineage = (node: Lineage): string =>
  `${node.name === undefined ? '' : `${node.name} `}${rddClass(node)}[${node.id}] at ${node.callSite.short}`
