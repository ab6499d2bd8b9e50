import { BroadcastUnknownError } from '@firesteel/broadcast'
import type { Clock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import { type MemoryPlan, UnifiedMemory } from '@firesteel/memory'
import type { BlockLocation } from '@firesteel/task'
import type { CommitRequest, SlotTask, TaskOutcome } from '@firesteel/task/runtime'
import { BinaryCache } from './binary-cache.js'
import { CachedPartitions } from './cached-partitions.js'
import { Slot, type SlotQuestion } from './slot/slot.js'
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
  readonly killGraceMs: number
  readonly clock: Clock
  readonly logger: Logger
  /** The program of the threads; the engine's own unless said. */
  readonly threadMain?: URL | undefined
  /** Fetches blocks of another executor. */
  fetchRemote(location: BlockLocation, blockIds: readonly string[]): Promise<readonly Uint8Array[]>
  /** Fetches a cached partition that no slot here has. */
  fetchCached(rddId: number, partition: number): Promise<Uint8Array | undefined>
  /** The encoded value of a broadcast; tasks that use one fail when this is absent. */
  fetchBroadcast?(broadcastId: number): Promise<SharedArrayBuffer>
  /** Whether an attempt may put its part of a job's output in its place. */
  canCommit(attempt: CommitRequest): Promise<boolean>
  /** A slot has a cached partition now, or has it no more. */
  onBlock(slot: number, update: PartitionUpdate): void
}

/** News of one cached partition. */
export interface PartitionUpdate {
  readonly rddId: number
  readonly partition: number
  readonly sizeBytes: number
  readonly stored: boolean
}

/**
 * Task slots of this process: one worker thread each. The same pool serves an executor and local mode.
 *
 * A slot runs one attempt at a time; the caller chooses it. Each attempt that was launched ends exactly
 * once, unless the pool is stopped before. What one attempt does to its thread harms no other slot.
 */
export class SlotPool {
  readonly slots: number
  readonly #all: readonly Slot[]
  readonly #binaries = new BinaryCache()
  readonly #cached = new CachedPartitions()
  readonly #slotOf = new Map<number, number>()
  readonly #options: SlotPoolOptions
  /** What tasks and cached blocks of this process share. */
  readonly memory: UnifiedMemory

  constructor(options: SlotPoolOptions) {
    this.#options = options
    this.slots = options.slots
    this.memory = UnifiedMemory.create({ ...options.memory, slots: options.slots })
    const killFlags = new Int32Array(new SharedArrayBuffer(options.slots * 4))
    this.#all = Array.from({ length: options.slots }, (_, slot) => this.#makeSlot(slot, killFlags))
  }

  /** Starts the threads of the first `count` slots; the others start with their first attempt. */
  prewarm(count: number): void {
    for (const slot of this.#all.slice(0, count)) slot.start()
  }

  /** Runs an attempt in slot `index`, which must be free; `onEnd` is called once, when it is free again. */
  run(index: number, task: SlotTask, onEnd: (outcome: TaskOutcome) => void): void {
    const slot = this.#all[index]
    if (slot === undefined || !slot.isIdle) {
      throw new Error(
        `invariant broken: slot ${index} of ${this.slots} cannot take task ${task.taskId}`,
      )
    }
    this.#slotOf.set(task.taskId, index)
    slot.run({ ...task, binary: this.#binaries.of(task) }, (outcome) => {
      this.#slotOf.delete(task.taskId)
      for (const update of outcome.blockUpdates) this.#note(index, update)
      onEnd(outcome)
    })
  }

  /** Ends an attempt; unknown ones are ignored. With `interrupt` its thread is terminated if need be. */
  kill(taskId: number, interrupt: boolean, reason: string): void {
    const slot = this.#slotOf.get(taskId)
    if (slot !== undefined) this.#all[slot]?.kill(taskId, interrupt, reason)
  }

  /** The attempts that run now. */
  get running(): readonly number[] {
    return [...this.#slotOf.keys()]
  }

  /** A copy of a cached partition, if an idle slot has it. */
  async readCached(rddId: number, partition: number): Promise<Uint8Array | undefined> {
    for (const index of this.#cached.holders(rddId, partition)) {
      const bytes = await this.#all[index]?.readBlock(rddId, partition)
      if (bytes !== undefined) return bytes
    }
    return undefined
  }

  /** Forgets the cached partitions of a dataset in every slot; how many there were. */
  removeRdd(rddId: number): number {
    for (const slot of this.#all) slot.removeRdd(rddId)
    return this.#cached.removeRdd(rddId)
  }

  /** Forgets a broadcast in every slot. */
  removeBroadcast(broadcastId: number): void {
    for (const slot of this.#all) slot.removeBroadcast(broadcastId)
  }

  /** Terminates every thread; attempts that run are not reported. */
  async stop(): Promise<void> {
    await Promise.all(this.#all.map((slot) => slot.stop()))
  }

  #makeSlot(index: number, killFlags: Int32Array): Slot {
    const { executorId, host, port, dirs, conf, bundle } = this.#options
    const { killGraceMs, clock, logger, threadMain = THREAD_MAIN } = this.#options
    const { heap, slotBytes: cacheBytes } = this.#options.memory
    const { buffer: memory } = this.memory
    return new Slot({
      setUp: {
        executorId,
        slot: index,
        host,
        port,
        dirs,
        conf,
        killFlags,
        memory,
        cacheBytes,
        bundle,
      },
      threadMain,
      heap,
      killGraceMs,
      clock,
      logger,
      answer: (question) => this.#answer(question),
      onEvicted: (rddId, partition) => {
        this.#note(index, { rddId, partition, sizeBytes: 0, stored: false })
      },
      onThreadLost: () => {
        this.memory.slotLost(index)
        for (const lost of this.#cached.dropSlot(index)) {
          this.#options.onBlock(index, { ...lost, sizeBytes: 0, stored: false })
        }
      },
    })
  }

  #answer(question: SlotQuestion): Promise<unknown> {
    switch (question.type) {
      case 'fetchRemote':
        return this.#options.fetchRemote(question.location, question.blockIds)
      case 'fetchCached':
        return this.#fetchCached(question.rddId, question.partition)
      case 'fetchBroadcast': {
        const { broadcastId } = question
        const unknown = (): Promise<never> => Promise.reject(new BroadcastUnknownError(broadcastId))
        return this.#options.fetchBroadcast?.(broadcastId) ?? unknown()
      }
      case 'canCommit':
        return this.#options.canCommit(question.attempt)
    }
  }

  async #fetchCached(rddId: number, partition: number): Promise<Uint8Array | undefined> {
    return (
      (await this.readCached(rddId, partition)) ??
      (await this.#options.fetchCached(rddId, partition))
    )
  }

  #note(slot: number, update: PartitionUpdate): void {
    this.#cached.note(slot, update)
    this.#options.onBlock(slot, update)
  }
}
