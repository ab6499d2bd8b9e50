import { getHeapStatistics } from 'node:v8'
import { ACCUMULATOR_REVIVER, TaskAccumulators } from '@firesteel/accumulator'
import type { ShippedAccumulator } from '@firesteel/accumulator'
import { BROADCAST_REVIVER, BroadcastUnknownError } from '@firesteel/broadcast'
import type { Clock } from '@firesteel/clock'
import { SystemClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import type { ProvidedModules } from '@firesteel/closure'
import type { RebuildEnvironment } from '@firesteel/closure/rebuild'
import { ClassRegistry, createRebuildEnvironment, rebuildGraph } from '@firesteel/closure/rebuild'
import type { UnifiedMemory } from '@firesteel/memory'
import type { StageSlice, TaskContext } from '@firesteel/rdd-core/runtime'
import {
  FILES_PROPERTY,
  emptyTaskMetrics,
  groupExtension,
  namingRecords,
  setFilesRoot,
  setTaskContext,
} from '@firesteel/rdd-core/runtime'
import { Serializer } from '@firesteel/serializer'
import { type ShuffleOptions, shuffleOptionsWithin, shuffleOptionsFrom } from '@firesteel/shuffle'
import { DiskStore, type MemoryBlock, MemoryStore, blockName, rddBlock } from '@firesteel/storage'
import { StorageLevel } from '@firesteel/storage-level'
import { nanoid } from 'nanoid'
import type { ExecutorBlocks } from './executor-blocks.js'
import { providedModules } from './provided.js'
import { encodeAllRows } from './row-bytes.js'
import { broadcastClasses, decodeBroadcast } from './broadcast-bytes.js'
import { BlockCodec } from './slot/blocks/block-codec.js'
import { PersistedPartitions } from './slot/blocks/persisted-partitions.js'
import { type BarrierRequest, barrierLinkOf } from './slot/barrier-link.js'
import { TaskKilledError } from './slot/errors.js'
import { namingFullDisk } from './slot/full-disk.js'
import { failureReason } from './slot/outcome-of.js'
import { PlainFiles } from './slot/plain-files.js'
import { type LoadedStage, Programs } from './slot/programs.js'
import type { FetchRemote } from './slot/remote-blocks.js'
import { ShuffleReader } from './slot/shuffle-reader.js'
import { SlotBroadcasts } from './slot/slot-broadcasts.js'
import { TaskAttempt } from './slot/task-attempt.js'
import { SLOT_KEYS, slotSetting } from './conf.js'
import { readTaskInputs, readTaskPartition } from './task-inputs.js'
import type { TaskOutcome } from './task-outcome.js'

/** Encoded bytes of broadcasts whose values a slot keeps, as a part of its heap: values are larger. */
const BROADCAST_SHARE = 8

/** What a slot (a worker thread) hands to its runtime. */
export interface SlotRuntimeOptions {
  readonly executorId: string
  readonly slot: number
  readonly host: string
  readonly port: number
  /** The executor's local directories: shuffle files and temporary files live there. */
  readonly dirs: readonly string[]
  readonly conf: Readonly<Record<string, string>>
  /** The pool that this process's tasks share with the blocks that it keeps. */
  readonly memory: UnifiedMemory
  /** Whether persisted partitions that are bytes are compressed; they are not unless said. */
  readonly compressBlocks?: boolean | undefined
  /** Blocks beyond this slot's heap. */
  readonly blocks: ExecutorBlocks
  /** Blocks from another executor, in the order asked for; rejects when they cannot be had. */
  readonly fetchRemote: FetchRemote
  /** Where the files that the driver's program has added are, or will be. */
  readonly filesRoot?: string | undefined
  /** Has so many added files here; without it they are here already. */
  fetchFiles?(count: number): Promise<void>
  /** The encoded value of a broadcast; without it there are none. */
  fetchBroadcast?(broadcastId: number): Promise<SharedArrayBuffer>
  /** Whether this attempt may put its part of a job's output in its place: the driver's word. */
  canCommit(attempt: CommitRequest): Promise<boolean>
  /** Asks for the other tasks of a barrier stage; resolves when they have come. */
  readonly barrierSync?: ((request: BarrierRequest) => Promise<readonly string[]>) | undefined
  /** Element `slot` is not 0 when this slot's task is to stop; shared with the main thread. */
  readonly killFlag: Int32Array
  /** File URL of the application's bundle, if it has one. */
  readonly bundle?: string | undefined
  /** Modules that closures may name without importing them: `{ firesteel: { … } }`. */
  readonly provided?: ProvidedModules | undefined
  readonly clock?: Clock | undefined
  /** Makes names for temporary files; nanoid unless given. */
  readonly unique?: (() => string) | undefined
}

/** The attempt that wants to commit. */
export type CommitRequest = Pick<
  SlotTask,
  'stageId' | 'stageAttemptId' | 'partitionId' | 'attemptNumber'
>

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
 * `run` never throws and never rejects: what goes wrong is the outcome. Programs of recent binaries
 * are kept; instances of one class are of one class, whichever stage brought it.
 * @see org.apache.spark.executor.Executor.TaskRunner
 */
export class SlotRuntime {
  readonly #options: SlotRuntimeOptions
  readonly #accumulators = new TaskAccumulators()
  readonly #broadcasts: SlotBroadcasts
  readonly #classes = new ClassRegistry()
  readonly #environment: RebuildEnvironment
  readonly #programs: Programs
  readonly #serializer: Serializer
  readonly #clock: Clock
  readonly #unique: () => string
  readonly #codec: BlockCodec
  readonly #disk: DiskStore
  readonly #heap: MemoryStore<readonly unknown[]>
  readonly #shuffleOptions: ShuffleOptions

  constructor(options: SlotRuntimeOptions) {
    this.#options = options
    this.#shuffleOptions = shuffleOptionsWithin(
      shuffleOptionsFrom(new SparkConf(Object.entries(options.conf))),
      options.memory.slotBytes,
    )
    if (options.filesRoot !== undefined) setFilesRoot(options.filesRoot)
    this.#clock = options.clock ?? new SystemClock()
    this.#unique = options.unique ?? nanoid
    this.#serializer = new Serializer({
      classes: this.#classes,
      extensions: [groupExtension],
    })
    this.#broadcasts = new SlotBroadcasts({
      fetch: (id) => options.fetchBroadcast?.(id) ?? Promise.reject(new BroadcastUnknownError(id)),
      prepare: async (bytes) => {
        const classes = broadcastClasses(bytes)
        if (classes !== undefined) await rebuildGraph(classes, this.#environment)
      },
      decode: (bytes) => decodeBroadcast(bytes, this.#serializer),
      keptBytes: getHeapStatistics().heap_size_limit / BROADCAST_SHARE,
    })
    this.#environment = createRebuildEnvironment({
      classes: this.#classes,
      provided: { ...providedModules, ...options.provided },
      revivers: {
        [ACCUMULATOR_REVIVER]: (shipped) =>
          this.#accumulators.revive(shipped as ShippedAccumulator),
        [BROADCAST_REVIVER]: (id) => this.#broadcasts.revive(id as number),
      },
      applicationUrl: options.bundle,
    })
    this.#programs = new Programs(this.#environment, slotSetting(options.conf, SLOT_KEYS.kernel))
    this.#codec = new BlockCodec(this.#serializer, options.compressBlocks ?? false)
    this.#disk = new DiskStore({ dirs: options.dirs, unique: this.#unique })
    this.#heap = new MemoryStore({
      memory: options.memory,
      onEvict: (block) => this.#onEvicted(block),
    })
  }

  /** Runs one attempt and tells how it ended. */
  async run(task: SlotTask): Promise<TaskOutcome> {
    const metrics = emptyTaskMetrics()
    const { dirs, executorId, host, killFlag, slot } = this.#options
    const dir = dirs[0] ?? '.'
    const memory = this.#options.memory.taskMemory(slot, task.taskId)
    const isKilled = () => Atomics.load(killFlag, slot) !== 0
    let shuffles: ShuffleReader | undefined
    let attempt: TaskAttempt | undefined
    let site: string | undefined
    try {
      setTaskContext(this.#contextOf(task, isKilled))
      if (isKilled()) throw new TaskKilledError()
      const started = this.#clock.now()
      this.#accumulators.begin()
      const stage = await this.#programs.load(task.binaryId, task.binary)
      site = stage.slice.nodes.at(-1)?.site
      const files = task.properties[FILES_PROPERTY]
      if (files !== undefined) await this.#options.fetchFiles?.(Number(files))
      await this.#broadcasts.load(stage.broadcasts)
      const partition = readTaskPartition(task.partition)
      if (partition.classes !== undefined) await rebuildGraph(partition.classes, this.#environment)
      shuffles = new ShuffleReader({
        inputs: readTaskInputs(task.inputs),
        host,
        ownExecutorId: slotSetting(this.#options.conf, SLOT_KEYS.readHostLocalDisk)
          ? undefined
          : executorId,
        dir,
        serializer: this.#serializer,
        metrics,
        memory,
        unique: this.#unique,
        nowMs: () => this.#clock.now(),
        limits: this.#shuffleOptions,
        fetchRemote: this.#options.fetchRemote,
      })
      attempt = new TaskAttempt({
        slot: this.#options,
        shuffleOptions: this.#shuffleOptions,
        task,
        metrics,
        serializer: this.#serializer,
        shuffles,
        files: new PlainFiles(dir, this.#unique),
        unique: this.#unique,
        clock: this.#clock,
        memory,
        persisted: this.#persisted(task, stage.slice),
      })
      attempt.take(partition)
      const loaded = this.#clock.now()
      metrics.executorDeserializeTimeMs = loaded - started
      const rows = await attempt.run(stage)
      // What others will look for is there before anybody is told that the attempt is over.
      await attempt.persisted.settle()
      await attempt.commitOutput()
      return this.#succeeded(task, { stage, attempt, rows, loaded })
    } catch (error) {
      const known = { killed: isKilled(), fetchFailure: shuffles?.failure }
      return { ...failureReason(namingRecords(namingFullDisk(error, dirs), site), known), metrics }
    } finally {
      setTaskContext(undefined)
      quietly(() => attempt?.close())
      metrics.peakExecutionMemoryBytes = memory.peak
      memory.close()
    }
  }

  #succeeded(
    task: SlotTask,
    done: {
      readonly stage: LoadedStage
      readonly attempt: TaskAttempt
      readonly rows: readonly unknown[]
      readonly loaded: number
    },
  ): TaskOutcome {
    const { attempt, loaded, rows, stage } = done
    const { metrics } = attempt
    // Before the commit: it may fail.
    const accumulators = this.#accumulators.updates(this.#serializer)
    const sizes = attempt.commit()
    const ran = this.#clock.now()
    metrics.executorRunTimeMs = ran - loaded
    const { output } = stage.slice
    if (output.kind === 'shuffle' && sizes !== undefined) {
      const { shuffleId } = output
      const mapStatus = { shuffleId, mapId: task.taskId, mapIndex: task.partitionId, sizes }
      const value = new Uint8Array()
      return { state: 'FINISHED', value, mapStatus, accumulators, metrics }
    }
    const value = encodeAllRows(rows, this.#serializer)
    metrics.resultSizeBytes = value.length
    metrics.resultSerializationTimeMs = this.#clock.now() - ran
    return { state: 'FINISHED', value, accumulators, metrics }
  }

  #persisted({ taskId }: SlotTask, { nodes }: StageSlice): PersistedPartitions {
    const levels = new Map(nodes.map(({ id, persisted }) => [id, persisted]))
    return new PersistedPartitions({
      taskId,
      heap: this.#heap,
      disk: this.#disk,
      blocks: this.#options.blocks,
      codec: this.#codec,
      levelOf: (rddId) => levels.get(rddId) ?? StorageLevel.MEMORY_ONLY,
    })
  }

  #contextOf(task: SlotTask, isInterrupted: () => boolean): TaskContext {
    const { executorId, slot } = this.#options
    const { attemptNumber, partitionId, properties, stageId } = task
    return {
      stageId,
      stageAttemptNumber: task.stageAttemptId,
      partitionId,
      attemptNumber,
      taskAttemptId: task.taskId,
      executorId,
      slot,
      properties,
      isInterrupted,
      barrierLink: barrierLinkOf(task, this.#options.barrierSync),
    }
  }

  /** A persisted partition of this slot as bytes, for another slot or executor; undefined when it is not here. */
  encodeBlock(rddId: number, partition: number): Uint8Array | undefined {
    const block = this.#heap.get(blockName(rddBlock(rddId, partition)))
    return block === undefined ? undefined : this.#codec.encodeAll(block.value)
  }

  /** Forgets the blocks of a dataset. */
  removeRdd(rddId: number): void {
    for (const block of this.#heap.blocks()) {
      if (block.rddId === rddId) this.#heap.remove(block.name)
    }
  }

  /** Evicts about `bytes` of the blocks in this slot's heap; returns how many were released. */
  shrinkBlocks(bytes: number): number {
    return this.#heap.shrink(bytes)
  }

  /** A block leaves the heap: into its file, if its level has one. */
  #onEvicted({ id, level, value }: MemoryBlock<readonly unknown[]>): void {
    const { blocks } = this.#options
    try {
      if (level.useDisk && this.#disk.size(id) === undefined) {
        const bytes = this.#codec.encodeAll(value)
        this.#disk.put(id, bytes)
        blocks.keptOnDisk(id, { level, sizeBytes: bytes.length })
      }
    } finally {
      blocks.droppedFromHeap(id)
    }
  }

  /** Forgets a broadcast. */
  removeBroadcast(broadcastId: number): void {
    this.#broadcasts.remove(broadcastId)
  }

  /** Whether the program of this binary is still known here, so that a task may come without it. */
  knows(binaryId: string): boolean {
    return this.#programs.has(binaryId)
  }
}

/** What cleaning up throws must not hide how the task ended. */
function quietly(clean: () => void): void {
  try {
    clean()
  } catch {
    // A temporary file that cannot be removed goes with its directory.
  }
}
