import type { BlockLocation } from './task-inputs.js'
import type { TaskOutcome } from './task-outcome.js'

/** What a slot (a worker thread) hands to its runtime. */
export interface SlotRuntimeOptions {
  readonly executorId: string
  readonly slot: number
  readonly host: string
  readonly port: number
  /** The executor's local directories: shuffle files and temporary files live there. */
  readonly dirs: readonly string[]
  readonly conf: Readonly<Record<string, string>>
  /** Blocks of persisted datasets in this slot's heap. */
  readonly blocks: SlotBlockStore
  /** Blocks from another executor, in the order asked for; rejects when they cannot be had. */
  fetchRemote(location: BlockLocation, blockIds: readonly string[]): Promise<readonly Uint8Array[]>
  /** A persisted partition from another slot or executor, as `encodeBlock` made it; undefined when nobody has it. */
  fetchCached(rddId: number, partition: number): Promise<Uint8Array | undefined>
  /** Element `slot` is not 0 when this slot's task is to stop; shared with the main thread. */
  readonly killFlag: Int32Array
  /** File URL of the application's bundle, if it has one. */
  readonly bundle?: string | undefined
}

/** Rows of persisted partitions, by dataset and partition. */
export interface SlotBlockStore {
  get(rddId: number, partition: number): readonly unknown[] | undefined
  /** Keeps the rows if they fit; false when they do not. */
  put(rddId: number, partition: number, rows: readonly unknown[], sizeBytes: number): boolean
  removeRdd(rddId: number): void
}

/** One task attempt, as the driver describes it; a subset of task-messages' TaskDescription. */
export interface SlotTask {
  readonly taskId: number
  readonly attemptNumber: number
  readonly index: number
  readonly partitionId: number
  readonly stageId: number
  readonly stageAttemptId: number
  readonly jobId: number
  readonly properties: Readonly<Record<string, string>>
  readonly binaryId: string
  /** May be absent once this slot has seen the binary. */
  readonly binary?: Uint8Array | undefined
  readonly partition: Uint8Array
  readonly inputs: Uint8Array
}

/**
 * Runs task attempts in one slot, one at a time.
 *
 * `run` never throws and never rejects: what goes wrong is the outcome. Programs of recent binaries are kept compiled.
 */
export class SlotRuntime {
  constructor(options: SlotRuntimeOptions) {
    void options
  }

  run(task: SlotTask): Promise<TaskOutcome> {
    void task
    throw new Error('not yet')
  }

  /** A persisted partition of this slot as bytes, for another slot or executor; undefined when it is not here. */
  encodeBlock(rddId: number, partition: number): Uint8Array | undefined {
    void rddId
    void partition
    throw new Error('not yet')
  }

  /** Forgets the blocks of a dataset. */
  removeRdd(rddId: number): void {
    void rddId
    throw new Error('not yet')
  }

  /** Whether the program of this binary is still known here, so that a task may come without it. */
  knows(binaryId: string): boolean {
    void binaryId
    throw new Error('not yet')
  }
}
