import type { Action } from './action.js'
import type { Lineage } from './lineage.js'

/** What a dataset needs of its SparkContext: ids and a way to run a job. */
export interface RddContext {
  /** Partitions a dataset has when nothing says otherwise; a promise until executors have come. */
  readonly defaultParallelism: number | Promise<number>
  /** `spark.default.parallelism`, where the user has set it. */
  readonly configuredParallelism?: number | undefined
  nextRddId(): number
  nextShuffleId(): number
  /**
   * Runs `action` on the partitions asked for and resolves with `results.value()`.
   * The lineage is prepared; with no partitions it resolves at once (and still posts its events).
   */
  runJob<R>(job: JobDescription<R>): Promise<R>
  /** Forgets the blocks of a dataset that is no longer persisted. */
  unpersistRdd(rddId: number, blocking: boolean): Promise<void>
  /** Has everybody forget the outputs of shuffles that nobody needs any more. */
  removeShuffles(shuffleIds: readonly number[], blocking: boolean): Promise<void>
  /** Where checkpoints go, each into a directory of its own; undefined until the user says. */
  readonly checkpointDir: string | undefined
  /** Whether each of so many partitions of a persisted dataset is kept somewhere. */
  hasAllBlocks(rddId: number, numPartitions: number): Promise<boolean>
  /** Makes a change to a dataset: at once, or as soon as no running job reaches it. */
  whenUnused(node: Lineage, change: () => void): void
  /** Calls `action` once, `delayMs` from now; returns what prevents it. */
  after(delayMs: number, action: () => void): () => void
  /** What is kept of a persisted dataset now; undefined when nothing is. */
  storageOf?(rddId: number): Promise<RddStorageInfo | undefined>
  /** Throws when the context was stopped. */
  assertActive(): void
  /** A setting's text, for the few that change what an operator means. */
  setting(name: string): string | undefined
}

/** What is kept of a dataset, over all executors. @see org.apache.spark.storage.RDDInfo */
export interface RddStorageInfo {
  readonly numCachedPartitions: number
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** One job: an action over some partitions of one dataset. */
export interface JobDescription<R> {
  readonly rdd: Lineage
  readonly action: Action
  /** Indexes into the dataset's partitions, each once. */
  readonly partitions: readonly number[]
  readonly results: JobResults<R>
  /** As lists of jobs show it: `collect at word-count.ts:9`. */
  readonly callSite: { readonly short: string; readonly long: string }
  /** Aborting it cancels the job: its promise rejects, with the signal's reason in its message. */
  readonly signal?: AbortSignal | undefined
  /** Told of the job's id, once, before any of its tasks is launched. */
  readonly onJobId?: ((jobId: number) => void) | undefined
}

/** Takes what partitions answered and makes the action's result; used for one run. */
export interface JobResults<R> {
  /** Called once per partition, as tasks finish; `index` counts within `partitions`. */
  add(index: number, rows: readonly unknown[]): void
  /** Called once, after every partition. */
  value(): R
}
