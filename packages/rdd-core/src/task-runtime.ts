import type { TaskMetrics } from '@firesteel/task-metrics'

/** Pairs as two columns of one length. */
export interface PairBatch {
  readonly keys: ArrayLike<unknown>
  readonly values: ArrayLike<unknown>
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
  /** The rows of a persisted partition, if this slot can have them. */
  cached(rddId: number, partition: number): readonly unknown[] | undefined
  putCached(rddId: number, partition: number, rows: readonly unknown[]): void
  /** What the user's async function at mapPartitions `nodeId` made of a partition, awaited before the program ran. */
  awaited(nodeId: number, partition: number): readonly unknown[] | undefined
  shuffleWriter(): PairSink
  /** Opens this attempt's own file for a part of a job's output; `commit` puts it in its place. */
  openOutput(path: string, jobToken: string): OutputPart
}

/** A part file under way. */
export interface OutputPart {
  write(bytes: Uint8Array): void
  commit(): string
  abort(): void
}
