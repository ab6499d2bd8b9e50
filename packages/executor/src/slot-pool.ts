import { BroadcastUnknownError } from '@firesteel/broadcast'
import type { Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import { type MemoryPlan, UnifiedMemory } from '@firesteel/memory'
import { type BlockId, type BlockStatus, DiskStore } from '@firesteel/storage'
import type {
  BarrierRequest,
  CommitRequest,
  FetchRemote,
  SlotTask,
  TaskOutcome,
} from '@firesteel/task/runtime'
import { BinaryCache } from './binary-cache.js'
import { BlockManager } from './blocks/block-manager.js'
import { type Neighbours, noNeighbours } from './blocks/neighbours.js'
import { Slot } from './slot/slot.js'
import { SlotLine } from './slot/slot-line.js'
import type { SlotQuestion } from './slot/slot-messages.js'
import { THREAD_MAIN } from './thread-entry.js'

/** What a {@link SlotPool} is made of. */
export interface SlotPoolOptions {
  readonly executorId: string
  readonly host: string
  /** Where this executor serves its blocks to others; 0 when it does not. */
  readonly port: number
  readonly slots: number
  readonly dirs: readonly string[]
  /** The application's settings, for tasks to read. */
  readonly conf: Readonly<Record<string, string>>
  /** The application's bundle as a file URL. */
  readonly bundle?: string | undefined
  /** The limits of the threads' heaps, and the pool that their tasks and cached rows share. */
  readonly memory: MemoryPlan
  /** Whether blocks that are bytes are compressed. */
  readonly compressBlocks: boolean
  readonly killGraceMs: number
  readonly clock: Clock
  readonly logger: Logger
  /** The program of the threads; the engine's own unless said. */
  readonly threadMain?: URL | undefined
  /** Fetches blocks of another executor. */
  readonly fetchRemote: FetchRemote
  /** Where the files that the driver's program has added are, or will be. */
  readonly filesRoot?: string | undefined
  /** Has so many added files there; without it they are there already. */
  fetchFiles?(count: number): Promise<void>
  /** The encoded value of a broadcast; tasks that use one fail when this is absent. */
  fetchBroadcast?(broadcastId: number): Promise<SharedArrayBuffer>
  /** Whether an attempt may put its part of a job's output in its place. */
  canCommit(attempt: CommitRequest): Promise<boolean>
  /** Other executors' blocks of persisted datasets; none unless said. */
  readonly neighbours?: Neighbours | undefined
  /** Makes names for temporary files. */
  readonly ids: () => string
  /** A block is kept otherwise than before: by one slot alone, or where all slots read it. */
  onBlock(id: BlockId, slot: number | undefined, status: BlockStatus): void
  /** Brings the tasks of barrier stages together. */
  readonly barrierSync?: ((request: BarrierRequest) => Promise<readonly string[]>) | undefined
}

/**
 * Task slots of this process: one worker thread each. The same pool serves an executor and local mode.
 *
 * A slot runs one attempt at a time, in the order in which it got them; the caller chooses it. Each attempt that was launched ends exactly
 * once, unless the pool is stopped before. What one attempt does to its thread harms no other slot.
 */
export class SlotPool {
  readonly slots: number
  readonly #all: readonly Slot[]
  readonly #lines: readonly SlotLine[]
  readonly #binaries = new BinaryCache()
  readonly #slotOf = new Map<number, number>()
  readonly #options: SlotPoolOptions
  /** What tasks and cached blocks of this process share. */
  readonly memory: UnifiedMemory
  /** The blocks of persisted datasets that this process keeps. */
  readonly blocks: BlockManager

  constructor(options: SlotPoolOptions) {
    this.#options = options
    this.slots = options.slots
    this.memory = UnifiedMemory.create({ ...options.memory, slots: options.slots })
    this.blocks = new BlockManager({
      memory: this.memory,
      disk: new DiskStore({ dirs: options.dirs, unique: options.ids }),
      neighbours: options.neighbours ?? noNeighbours,
      logger: options.logger,
      readHeap: async (slot, id) =>
        id.kind === 'rdd' ? this.#all[slot]?.readBlock(id.rddId, id.partition) : undefined,
      onStatus: (id, slot, status) => options.onBlock(id, slot, status),
    })
    const killFlags = new Int32Array(new SharedArrayBuffer(options.slots * 4))
    this.#all = Array.from({ length: options.slots }, (_, slot) => this.#makeSlot(slot, killFlags))
    this.#lines = this.#all.map((slot) => new SlotLine(slot))
  }

  /** Starts the threads of the first `count` slots; the others start with their first attempt. */
  prewarm(count: number): void {
    for (const slot of this.#all.slice(0, count)) slot.start()
  }

  /**
   * Runs an attempt in slot `index`, or when those that were given to it before are over. `onEnd` is called once;
   * `onBegin` before, unless the attempt was killed while it waited.
   */
  run(
    index: number,
    task: SlotTask,
    onEnd: (outcome: TaskOutcome) => void,
    onBegin: () => void = () => {},
  ): void {
    const line = this.#lines[index]
    if (line === undefined) {
      throw new Error(
        `invariant broken: there is no slot ${index} of ${this.slots} for task ${task.taskId}`,
      )
    }
    const binary = this.#binaries.of(task)
    this.#slotOf.set(task.taskId, index)
    const ended = (outcome: TaskOutcome): void => {
      this.#slotOf.delete(task.taskId)
      onEnd(outcome)
    }
    line.add({ task: { ...task, binary }, onBegin, onEnd: ended })
  }

  /** Ends an attempt; unknown ones are ignored. With `interrupt` its thread is terminated if need be. */
  kill(taskId: number, interrupt: boolean, reason: string): void {
    const slot = this.#slotOf.get(taskId)
    if (slot !== undefined) this.#lines[slot]?.kill(taskId, interrupt, reason)
  }

  /** The attempts that run now, or wait for their turn. */
  get running(): readonly number[] {
    return [...this.#slotOf.keys()]
  }

  /** Forgets the kept partitions of a dataset, in every slot and on disk; how many there were. */
  removeRdd(rddId: number): number {
    for (const slot of this.#all) slot.removeRdd(rddId)
    return this.blocks.removeRdd(rddId)
  }

  /** Forgets a broadcast in every slot. */
  removeBroadcast(broadcastId: number): void {
    for (const slot of this.#all) slot.removeBroadcast(broadcastId)
  }

  /** Terminates every thread; attempts that run are not reported. */
  async stop(): Promise<void> {
    for (const line of this.#lines) line.clear()
    await Promise.all(this.#all.map((slot) => slot.stop()))
  }

  #makeSlot(index: number, killFlags: Int32Array): Slot {
    const { executorId, host, port, dirs, conf, bundle } = this.#options
    const { killGraceMs, clock, logger, threadMain = THREAD_MAIN } = this.#options
    const { heap } = this.#options.memory
    const { buffer: memory } = this.memory
    return new Slot({
      setUp: {
        filesRoot: this.#options.filesRoot,
        executorId,
        slot: index,
        host,
        port,
        dirs,
        conf,
        killFlags,
        memory,
        bundle,
        compressBlocks: this.#options.compressBlocks,
      },
      threadMain,
      heap,
      killGraceMs,
      clock,
      logger,
      answer: (question) => this.#answer(index, question),
      answerNow: (question) =>
        question.type === 'shrinkShared'
          ? this.blocks.shrink(index, question.bytes)
          : this.blocks.reserve(index, question.bytes, question.rddId),
      onBlock: (news) => this.blocks.hear(index, news),
      onAttemptOver: () => this.blocks.attemptEnded(index),
      memoryUse: () => this.memory.slotUse(index),
      onThreadLost: () => {
        this.memory.slotLost(index)
        this.blocks.slotLost(index)
      },
    })
  }

  #answer(slot: number, question: SlotQuestion): Promise<unknown> {
    switch (question.type) {
      case 'fetchRemote':
        return this.#options.fetchRemote(question.location, question.blockIds)
      case 'findBlock':
        return this.blocks.find(slot, question.blockId, question.level)
      case 'replicateBlock':
        return this.blocks.replicate(question.blockId, question.level, question.runs)
      case 'fetchFiles':
        return this.#options.fetchFiles?.(question.count) ?? Promise.resolve()
      case 'fetchBroadcast': {
        const { broadcastId } = question
        const unknown = (): Promise<never> => Promise.reject(new BroadcastUnknownError(broadcastId))
        return this.#options.fetchBroadcast?.(broadcastId) ?? unknown()
      }
      case 'canCommit':
        return this.#options.canCommit(question.attempt)
      case 'barrierSync': {
        const { barrierSync } = this.#options
        if (barrierSync === undefined)
          throw new Error('invariant broken: nobody brings tasks together')
        return barrierSync(question.request)
      }
    }
  }
}
