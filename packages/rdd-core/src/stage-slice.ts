import type { KernelPlan } from './kernel/plan-kernel.js'
import type { StorageLevel } from '@firesteel/storage-level'
import type { Closure } from './closure-handle.js'
import type { OutputTarget } from './output/output-target.js'

/**
 * A stage as it travels: plain data, parents before children, the last node is the stage's result.
 * Functions and zero values are indexes into `captures`, which travel as one graph beside it.
 */
export interface StageSlice {
  readonly nodes: readonly SliceNode[]
  /** Set when the kernel can run the stage instead of a generated loop. */
  readonly kernel?: KernelPlan | undefined
  readonly output: SliceOutput
}

/** One dataset of a {@link StageSlice}. */
export interface SliceNode {
  readonly id: number
  readonly op: SliceOp
  readonly inputs: readonly SliceInput[]
  readonly numPartitions: number
  /** How its partitions are kept, if they are. */
  readonly persisted?: StorageLevel | undefined
  /** For messages: `flatMap at app.ts:3`. */
  readonly site: string
}

/** What a node reads: another node of the slice, by position, or a shuffle. */
export type SliceInput =
  | { readonly kind: 'node'; readonly index: number }
  | { readonly kind: 'shuffle'; readonly shuffleId: number; readonly combined: boolean }

/** An operator without its functions; `fn` and the like are indexes into the captures. */
export type SliceOp =
  | {
      readonly kind:
        | 'parallelize'
        | 'range'
        | 'textFile'
        | 'wholeTextFiles'
        | 'delimitedText'
        | 'binaryFiles'
        | 'binaryRecords'
        | 'keys'
        | 'values'
        | 'glom'
        | 'zipWithIndex'
        | 'pairWithNothing'
        | 'cogroup'
        | 'zipWithUniqueId'
        | 'zip'
        | 'dropValues'
        | 'inBoth'
        | 'leftOnly'
    }
  | { readonly kind: 'zipPartitions'; readonly fn: number }
  | { readonly kind: 'mapAsync'; readonly fn: number; readonly concurrency: number }
  | {
      readonly kind: 'pipe'
      readonly command: readonly string[]
      readonly env: Readonly<Record<string, string>>
      readonly encoding: BufferEncoding
      readonly separateWorkingDir: boolean
      readonly context?: number | undefined
      readonly element?: number | undefined
    }
  /** `right`: how many partitions the second parent has. */
  | { readonly kind: 'cartesian'; readonly right: number }
  | {
      readonly kind: 'sample'
      readonly withReplacement: boolean
      readonly fraction: number
      readonly seed: number
    }
  | {
      readonly kind: 'sampleSlice'
      readonly from: number
      readonly until: number
      readonly seed: number
    }
  | {
      readonly kind: 'sampleByKey' | 'sampleByKeyExact'
      readonly withReplacement: boolean
      /** Index of the array of keys and fractions. */
      readonly fractions: number
      readonly seed: number
    }
  /** `first` absent: no partition is left out. */
  | { readonly kind: 'prune'; readonly first?: number | undefined }
  /** `bounds`: index of the pair of them. */
  | { readonly kind: 'filterByRange'; readonly bounds: number }
  | { readonly kind: 'partitionBy' }
  | {
      readonly kind: 'map' | 'filter' | 'flatMap' | 'mapValues' | 'flatMapValues' | 'keyBy'
      readonly fn: number
    }
  | { readonly kind: 'checkpointed' | 'blocksOnly' }
  /** Indexes of the classes. */
  | { readonly kind: 'objectFile'; readonly classes: readonly number[] }
  | { readonly kind: 'sketchSize'; readonly precision: number; readonly sparsePrecision: number }
  /** `zero` absent: begins with the first record. */
  | {
      readonly kind: 'foldPartition'
      readonly zero?: number | undefined
      readonly fn: number
      readonly targets: number
    }
  | { readonly kind: 'mapPartitions'; readonly fn: number; readonly withIndex: boolean }
  /** `firsts` absent: every parent has the same partitions, and partition i is all of theirs. */
  | { readonly kind: 'union'; readonly firsts?: readonly number[] | undefined }
  | { readonly kind: 'coalesce'; readonly parents: number }
  | { readonly kind: 'deal'; readonly numPartitions: number }
  | { readonly kind: 'combineByKey'; readonly aggregator: SliceAggregator }
  | { readonly kind: 'sortByKey'; readonly ascending: boolean }
  | { readonly kind: 'joined'; readonly outer: 'inner' | 'left' | 'right' | 'full' }

/** The kinds of {@link SliceOp}. */
export type SliceOpOf<K extends SliceOp['kind']> = Extract<SliceOp, { readonly kind: K }>

/** An aggregator without its functions. */
export type SliceAggregator =
  | { readonly kind: 'reduce'; readonly merge: number }
  | {
      readonly kind: 'aggregate'
      readonly zero: number
      readonly add: number
      readonly merge: number
    }
  | {
      readonly kind: 'combine'
      readonly create: number
      readonly add: number
      readonly merge: number
    }
  | { readonly kind: 'group' | 'first' | 'count' }
  | { readonly kind: 'sketch'; readonly precision: number; readonly sparsePrecision: number }

/** A partitioner as a map task needs it. */
export type SlicePartitioner =
  | { readonly kind: 'hash' | 'index'; readonly numPartitions: number }
  | {
      readonly kind: 'range'
      readonly numPartitions: number
      readonly ascending: boolean
      /** Index of the array of bounds. */
      readonly bounds: number
    }
  | {
      readonly kind: 'custom'
      readonly numPartitions: number
      /** Index of the user's partitioner. */
      readonly by: number
    }

/** Where the records go. */
export type SliceOutput =
  | {
      readonly kind: 'shuffle'
      readonly shuffleId: number
      readonly partitioner: SlicePartitioner
      readonly aggregator?: SliceAggregator | undefined
    }
  | { readonly kind: 'result'; readonly action: SliceAction }

/** An action without its functions. */
export type SliceAction =
  | { readonly kind: 'collect' | 'count' | 'sum' | 'countKeys' }
  | { readonly kind: 'reduce' | 'foreach' | 'foreachPartition'; readonly fn: number }
  | { readonly kind: 'fold'; readonly zero: number; readonly fn: number }
  | { readonly kind: 'take'; readonly limit: number }
  | {
      readonly kind: 'takeOrdered'
      readonly limit: number
      readonly descending: boolean
      readonly by?: 'key' | 'order' | undefined
      readonly fn?: number | undefined
    }
  | { readonly kind: 'stats' }
  | { readonly kind: 'histogram'; readonly buckets: number; readonly even: boolean }
  | { readonly kind: 'lookup'; readonly key: number }
  | { readonly kind: 'reduceByKeyLocally'; readonly fn: number }
  | { readonly kind: 'countEach'; readonly of: 'values' | 'keys' }
  | {
      readonly kind: 'sampleRows'
      /** Indexes of what is captured. */
      readonly sizes: number
      readonly counts: number
      readonly withReplacement: boolean
      readonly seed: number
    }
  | { readonly kind: 'sketch'; readonly precision: number; readonly sparsePrecision: number }
  | { readonly kind: 'saveCheckpoint'; readonly dir: string; readonly compress: boolean }
  | { readonly kind: 'saveAsTextFile' | 'saveAsObjectFile'; readonly target: OutputTarget }
  | { readonly kind: 'sampleKeys'; readonly size: number; readonly seed: number }

/** A slice and what it captures. */
export interface SlicedStage {
  readonly slice: StageSlice
  /** Functions, zero values, bounds; everything that is not plain data. */
  readonly captures: readonly unknown[]
  /** For each capture that is a user's function: how it was handed over. */
  readonly closures: readonly (Closure | undefined)[]
}
