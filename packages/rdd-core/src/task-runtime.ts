import type { Serializer } from '@firesteel/serializer'
import type { OutputTarget } from './output/output-target.js'
import type { TaskMetrics } from '@firesteel/task-metrics'

/** Pairs as two columns of one length. */
export interface PairBatch {
  readonly keys: ArrayLike<unknown>
  readonly values: ArrayLike<unknown>
}

/** Something of a task that holds memory and can put it on disk. */
export interface MemoryConsumer {
  /** Writes what it holds to disk, releases what that took and returns how many bytes it released. */
  spill(wanted: number): number
  /** Bytes it holds now. */
  readonly used?: number | undefined
}

/** The execution memory of one task; all of it is given back when the task is over. */
export interface TaskMemory {
  readonly used: number
  readonly peak: number
  /** Takes up to `bytes` and returns how many were granted; whoever gets less than it needs spills. */
  acquire(bytes: number, asking?: MemoryConsumer): number
  release(bytes: number): void
  /** Has the consumer spill when others of the task need memory; returns how to forget it. */
  addConsumer(consumer: MemoryConsumer): () => void
}

/** A temporary file, gone when the task is over. */
export interface SpillFile {
  readonly length: number
  /** Appends the first `count` of `bytes`; returns the offset at which they begin. */
  append(bytes: Uint8Array, count?: number): number
  /** `length` bytes from `offset` on, in `into` if it is given and large enough. */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array
  /** Forgets what was written, so that the file can be filled anew. */
  clear(): void
  close(): void
}

/** Takes the pairs a map task sends to reducers. */
export interface PairSink {
  write(partition: number, key: unknown, value: unknown): void
}

/**
 * What a stage's program asks of the slot it runs in. All of it is synchronous: what has to be
 * awaited (remote blocks, decompression) is fetched before the program starts.
 */
export interface TaskRuntime {
  readonly metrics: TaskMetrics
  /** What the program's tables, sorts and buffers may take. */
  readonly memory: TaskMemory
  /** The bytes of rows: for what goes to disk and comes back. */
  readonly serializer: Serializer
  /** Opens a temporary file in the executor's local directories. */
  spillFile(): SpillFile
  /** Files that the program has open; whoever runs it closes those that are left when it is over. */
  readonly openFiles: Set<number>
  /** Throws when the task was killed; called at least every 1,024 records. */
  checkKilled(): void
  /** What partition `partition` of source or operator `nodeId` needs of its own. */
  partitionValue(nodeId: number, partition: number): unknown
  /** A path that holds the plain text of `path`: itself, or where its decompressed copy lies. */
  plainFile(path: string): string
  /** Map outputs for one reducer, one batch at a time. */
  readShuffle(shuffleId: number, reduceId: number): Iterable<PairBatch>
  /**
   * The rows of a persisted partition, in batches: from where they are kept, or else as `compute` gives
   * them, which are then kept as the dataset's level says.
   */
  keptRows(
    rddId: number,
    partition: number,
    compute: () => Iterable<readonly unknown[]>,
  ): Iterable<readonly unknown[]>
  /** The batches that async operator `nodeId` made of a partition, awaited before the program ran. */
  awaited(nodeId: number, partition: number): Iterable<readonly unknown[]>
  shuffleWriter(): PairSink
  /** Opens this attempt's own file for a part of a job's output; whoever runs the program commits or aborts it. */
  openOutput(target: OutputTarget): OutputPart
}

/** A part file under way. */
export interface OutputPart {
  /** Whether the driver has to be asked before the commit. */
  readonly coordinated: boolean
  write(bytes: Uint8Array): void
  /** Nothing more is written. */
  close(): void
  /** Makes it the task's part of the output. */
  commit(): void
  /** Removes it. */
  abort(): void
}
