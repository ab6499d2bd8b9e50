import { closeSync } from 'node:fs'
import { SpillFile, type TaskMemory } from '@firesteel/memory'
import type { Clock } from '@firesteel/clock'
import type {
  OutputPart,
  OutputTarget,
  PairBatch,
  PairSink,
  SlicePartition,
  StageSlice,
  TextSplit,
  TaskMetrics,
  TaskRuntime,
} from '@firesteel/rdd-core/runtime'
import { emptyTaskMetrics, neededPartitions, openOutputPart } from '@firesteel/rdd-core/runtime'
import type { Serializer } from '@firesteel/serializer'
import { MapOutputWriter, type ShuffleOptions } from '@firesteel/shuffle'
import { decodeAllRows } from '../row-bytes.js'
import type { SlotRuntimeOptions, SlotTask } from '../slot-runtime.js'
import type { PartitionContent } from '../task-inputs.js'
import type { PersistedPartitions } from './blocks/persisted-partitions.js'
import { CommitDeniedError, TaskKilledError } from './errors.js'
import type { PlainFiles } from './plain-files.js'
import type { LoadedStage } from './programs.js'
import { unlessKilled } from './unless-killed.js'
import type { ShuffleReader } from './shuffle-reader.js'

/** What a {@link TaskAttempt} is made of. */
export interface TaskAttemptOptions {
  readonly slot: SlotRuntimeOptions
  readonly task: SlotTask
  readonly metrics: TaskMetrics
  readonly serializer: Serializer
  readonly shuffles: ShuffleReader
  readonly shuffleOptions: Pick<ShuffleOptions, 'maxBufferedBytes' | 'maxBufferedRecords'>
  readonly files: PlainFiles
  readonly unique: () => string
  readonly clock: Clock
  readonly memory: TaskMemory
  readonly persisted: PersistedPartitions
}

/** Sources whose files may have to be decompressed before they are read. */
const READS_TEXT = new Set<string>(['textFile', 'delimitedText', 'wholeTextFiles'])

const keyOf = (id: number, partition: number): string => `${id}/${partition}`

/**
 * What one attempt is while it runs: the runtime that its program asks.
 *
 * fetch (all that has to be awaited) → run (synchronous) → commit
 */
export class TaskAttempt implements TaskRuntime {
  readonly metrics: TaskMetrics
  /** The persisted partitions that it reads and keeps. */
  readonly persisted: PersistedPartitions
  readonly openFiles = new Set<number>()
  readonly memory: TaskMemory
  readonly serializer: Serializer
  readonly #spillFiles: SpillFile[] = []
  readonly #options: TaskAttemptOptions
  readonly #values = new Map<string, unknown>()
  readonly #answers = new Map<string, Iterable<readonly unknown[]>>()
  /** Parts of a job's output that are not committed. */
  readonly #outputs = new Set<OutputPart>()
  #writer: MapOutputWriter | undefined
  #slice: StageSlice | undefined

  constructor(options: TaskAttemptOptions) {
    this.#options = options
    this.persisted = options.persisted
    this.metrics = options.metrics ?? emptyTaskMetrics()
    this.memory = options.memory
    this.serializer = options.serializer
  }

  /** Takes in what the task brought along. */
  take({ values }: PartitionContent): void {
    const { serializer } = this.#options
    for (const { nodeId, partition, value, isRows } of values) {
      const own = isRows ? decodeAllRows(value as Uint8Array, serializer) : value
      this.#values.set(keyOf(nodeId, partition), own)
    }
  }

  /** Runs the stage for this task's partition; its map output, if it makes one, is written but not committed. */
  async run({ program, slice }: LoadedStage): Promise<readonly unknown[]> {
    const { clock, task } = this.#options
    const { partitionId } = task
    this.#slice = slice
    const needed = await neededPartitions(slice, partitionId, ({ node, partition }) =>
      this.persisted.find(node.id, partition),
    )
    for (const at of needed) await this.#fetch(at)
    this.checkKilled()
    // Parents first: what an async function reads may be another one's answer.
    for (const { node, partition } of [...needed].sort((a, b) => a.position - b.position)) {
      if (!program.asyncNodes.has(node.id)) continue
      const made = await unlessKilled(this, clock, (signal) =>
        program.answer(node.id, this, partition, signal),
      )
      this.#answers.set(keyOf(node.id, partition), made)
    }
    return program.run(this, partitionId)
  }

  /**
   * Puts this task's parts of the job's output in their place, if the driver lets it: of two attempts it
   * lets one. Throws CommitDeniedError for the other.
   */
  async commitOutput(): Promise<void> {
    const { slot, task } = this.#options
    for (const part of this.#outputs) {
      if (part.coordinated && !(await slot.canCommit(task))) throw new CommitDeniedError(task)
      this.checkKilled()
      part.commit()
      this.#outputs.delete(part)
    }
  }

  /** Puts the map output in its place. */
  commit(): Float64Array | undefined {
    const { metrics } = this
    if (this.#writer === undefined) return undefined
    const { sizes, bytesSpilled, bytesWritten, recordsWritten } = this.#writer.commit()
    metrics.shuffleWriteBytes += bytesWritten
    metrics.shuffleWriteRecords += recordsWritten
    metrics.memoryBytesSpilled += bytesSpilled
    metrics.diskBytesSpilled += bytesSpilled
    return sizes
  }

  /** Leaves nothing behind that was not committed. */
  close(): void {
    const { files, shuffles } = this.#options
    this.#writer?.abort()
    for (const part of this.#outputs) part.abort()
    for (const file of this.openFiles) closeSync(file)
    this.openFiles.clear()
    for (const file of this.#spillFiles) file.close()
    shuffles.close()
    files.close()
    this.persisted.close()
  }

  async #fetch({ node, partition }: SlicePartition): Promise<void> {
    const { shuffles } = this.#options
    for (const input of node.inputs) {
      if (input.kind === 'shuffle') await shuffles.prefetch(input.shuffleId, partition)
    }
    if (!READS_TEXT.has(node.op.kind)) return
    const value = this.#values.get(keyOf(node.id, partition))
    for (const file of [value].flat() as TextSplit[]) {
      if (file.gzip) await this.#decompress(file)
    }
  }

  async #decompress({ path, ignoreCorrupt, ignoreMissing }: TextSplit): Promise<void> {
    try {
      await this.#options.files.prepare(path, ignoreCorrupt)
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
      if (!isGone || ignoreMissing !== true) throw error
    }
  }

  checkKilled(): void {
    const { killFlag, slot } = this.#options.slot
    if (Atomics.load(killFlag, slot) !== 0) throw new TaskKilledError()
  }

  partitionValue(nodeId: number, partition: number): unknown {
    return this.#values.get(keyOf(nodeId, partition))
  }

  spillFile(): SpillFile {
    const { slot, unique } = this.#options
    const file = new SpillFile(slot.dirs[0] ?? '.', `temp_local_${unique()}`)
    this.#spillFiles.push(file)
    this.persisted.hasSpilled = true
    return file
  }

  plainFile(path: string): string {
    return this.#options.files.of(path)
  }

  readShuffle(shuffleId: number, reduceId: number): Iterable<PairBatch> {
    return this.#options.shuffles.read(shuffleId, reduceId)
  }

  awaited(nodeId: number, partition: number): Iterable<readonly unknown[]> {
    return this.#answers.get(keyOf(nodeId, partition)) ?? []
  }

  keptRows(
    rddId: number,
    partition: number,
    compute: () => Iterable<readonly unknown[]>,
  ): Iterable<readonly unknown[]> {
    return this.persisted.rows(rddId, partition, compute)
  }

  shuffleWriter(): PairSink {
    const { slot, serializer, shuffleOptions, task, unique } = this.#options
    const output = this.#slice?.output
    if (output?.kind !== 'shuffle') throw new Error('invariant broken: not a map task')
    this.#writer = new MapOutputWriter({
      dirs: slot.dirs,
      shuffleId: output.shuffleId,
      mapId: task.taskId,
      numReducers: output.partitioner.numPartitions,
      serializer,
      unique,
      maxBufferedBytes: shuffleOptions.maxBufferedBytes,
      maxBufferedRecords: shuffleOptions.maxBufferedRecords,
      memory: this.memory,
    })
    return this.#writer
  }

  openOutput(target: OutputTarget): OutputPart {
    const { task } = this.#options
    const { partitionId: partition, attemptNumber, stageAttemptId } = task
    const attempt = (stageAttemptId << 16) | attemptNumber
    const part = openOutputPart({ target, partition, attempt })
    this.#outputs.add(part)
    return part
  }
}
