import { ClassRegistry } from '@firesteel/closure'
import { fromWireError } from '@firesteel/errors'
import type {
  JobDescription,
  Lineage,
  RddContext,
  ShuffleDependency,
  Stage,
} from '@firesteel/rdd-core'
import {
  Rdd,
  emptyRdd,
  numPartitionsOf,
  objectFile,
  parallelize,
  range,
  shuffleOutput,
  stageInputs,
  textFile,
  binaryFiles,
  binaryRecords,
  type PortableDataStream,
  type TextOptions,
} from '@firesteel/rdd-core'
import { UnifiedMemory } from '@firesteel/memory'
import { MapOutputTracker } from '@firesteel/shuffle'
import { DiskStore } from '@firesteel/storage'
import { buildTaskBinary, buildTaskInputs, decodeTaskValue } from '../src/index.js'
import type { SlotTask, TaskOutcome } from '../src/runtime.js'
import { SlotRuntime } from '../src/runtime.js'
import { SharedBlocks } from './shared-blocks.js'

/** A whole application in one process: stages as bytes, one slot, real shuffle files, no scheduler. */
export class OneProcess implements RddContext {
  readonly defaultParallelism = 2
  readonly classes = new ClassRegistry({ names: true })
  readonly tracker = new MapOutputTracker()
  readonly killFlag = new Int32Array(new SharedArrayBuffer(4))
  readonly blocks: SharedBlocks
  readonly slot: SlotRuntime
  readonly outcomes: TaskOutcome[] = []
  readonly memory: UnifiedMemory
  readonly location: { executorId: string; host: string; port: number; dirs: string[] }
  /** Says that shuffle files are elsewhere, so that they are fetched. */
  remote = false
  fetches = 0
  /** What the driver answers to tasks that want to commit. */
  mayCommit = true
  #rddId = 0
  #shuffleId = 0
  #taskId = 0
  #stageId = 0

  constructor(
    dir: string,
    fetch?: (blockIds: readonly string[]) => readonly Uint8Array[],
    poolBytes = 2 ** 30,
    {
      sharedBytes = 1 << 28,
      compressBlocks = false,
    }: {
      readonly sharedBytes?: number
      readonly compressBlocks?: boolean
    } = {},
  ) {
    this.memory = UnifiedMemory.create({ poolBytes, storageBytes: poolBytes / 2, slots: 1 })
    let files = 0
    const disk = new DiskStore({ dirs: [dir], unique: () => `t${files++}` })
    this.blocks = new SharedBlocks(disk, sharedBytes)
    this.location = { executorId: '0', host: 'here', port: 1, dirs: [dir] }
    this.slot = new SlotRuntime({
      executorId: '0',
      slot: 0,
      host: 'here',
      port: 1,
      dirs: [dir],
      conf: { 'spark.shuffle.compress': 'false' },
      compressBlocks,
      memory: this.memory,
      killFlag: this.killFlag,
      blocks: this.blocks,
      fetchRemote: (_location, blockIds) => {
        this.fetches += 1
        if (fetch === undefined) return Promise.reject(new Error('connection refused'))
        return Promise.resolve(fetch(blockIds))
      },
      canCommit: () => Promise.resolve(this.mayCommit),
    })
  }

  parallelize<T>(data: Iterable<T>, slices?: number): Rdd<T> {
    return new Rdd<T>(this, parallelize(this, data, slices))
  }
  range(start: number, end?: number, step = 1, slices?: number): Rdd<number> {
    const bounds = end === undefined ? { start: 0, end: start, step } : { start, end, step }
    return new Rdd<number>(this, range(this, bounds, slices))
  }
  textFile(path: string, options?: number | TextOptions): Rdd<string> {
    return new Rdd<string>(this, textFile(this, 'textFile', path, options))
  }
  binaryFiles(path: string): Rdd<[string, PortableDataStream]> {
    return new Rdd(this, binaryFiles(this, path, undefined))
  }
  binaryRecords(path: string, recordLength: number): Rdd<Buffer> {
    return new Rdd(this, binaryRecords(this, path, recordLength))
  }
  wholeTextFiles(path: string, minPartitions?: number): Rdd<[string, string]> {
    return new Rdd<[string, string]>(this, textFile(this, 'wholeTextFiles', path, minPartitions))
  }
  objectFile<T>(path: string, options: { classes?: readonly Function[] } = {}): Rdd<T> {
    return new Rdd<T>(this, objectFile(this, path, options.classes ?? []))
  }
  emptyRdd<T>(): Rdd<T> {
    return new Rdd<T>(this, emptyRdd(this))
  }

  nextRddId = (): number => this.#rddId++
  nextShuffleId = (): number => this.#shuffleId++
  assertActive(): void {}
  checkpointDir: string | undefined
  removeShuffles = (): Promise<void> => Promise.resolve()
  hasAllBlocks = (): Promise<boolean> => Promise.resolve(true)
  whenUnused(_node: Lineage, change: () => void): void {
    change()
  }
  after(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  }
  setting = (): undefined => undefined
  unpersistRdd(rddId: number): Promise<void> {
    this.slot.removeRdd(rddId)
    return Promise.resolve()
  }

  async runJob<R>(job: JobDescription<R>): Promise<R> {
    for (const shuffle of this.#missing(job.rdd)) await this.#runMap(shuffle)
    const stage: Stage = { rdd: job.rdd, output: { kind: 'result', action: job.action } }
    const outcomes = await this.runStage(stage, job.partitions)
    outcomes.forEach((value, index) => job.results.add(index, decodeTaskValue(value, this.classes)))
    return job.results.value()
  }

  #missing(rdd: Lineage): ShuffleDependency[] {
    const order: ShuffleDependency[] = []
    const visit = (from: Lineage) => {
      for (const shuffle of stageInputs(from).shuffles) {
        if (this.tracker.containsShuffle(shuffle.shuffleId)) continue
        const { shuffleId, parent, partitioner } = shuffle
        this.tracker.registerShuffle(shuffleId, numPartitionsOf(parent), partitioner.numPartitions)
        visit(parent)
        order.push(shuffle)
      }
    }
    visit(rdd)
    return order
  }

  async #runMap(shuffle: ShuffleDependency): Promise<void> {
    const partitions = Array.from({ length: numPartitionsOf(shuffle.parent) }, (_, index) => index)
    await this.runStage({ rdd: shuffle.parent, output: shuffleOutput(shuffle) }, partitions)
  }

  async runStage(stage: Stage, partitions: readonly number[]): Promise<Uint8Array[]> {
    const { binary, binaryId } = buildTaskBinary(stage, { classes: this.classes })
    const stageId = this.#stageId++
    const values: Uint8Array[] = []
    for (const [index, partitionId] of partitions.entries()) {
      const inputs = buildTaskInputs(stage, partitionId, {
        classes: this.classes,
        mapOutputsFor: (shuffleId, reduceId) =>
          this.tracker.outputsFor(shuffleId, reduceId).map((each) => ({
            ...each,
            location: this.remote ? { ...this.location, host: 'there' } : this.location,
          })),
      })
      const task: SlotTask = {
        taskId: this.#taskId++,
        attemptNumber: 0,
        index,
        partitionId,
        stageId,
        stageAttemptId: 0,
        jobId: 0,
        properties: {},
        binaryId,
        ...(this.slot.knows(binaryId) ? {} : { binary }),
        ...inputs,
      }
      // What a thread gets is a copy.
      const outcome = structuredClone(await this.slot.run(structuredClone(task)))
      this.outcomes.push(outcome)
      if (outcome.state !== 'FINISHED') {
        const { reason } = outcome
        throw reason.kind === 'ExceptionFailure'
          ? fromWireError(reason.error)
          : Object.assign(new Error(reason.kind), { reason })
      }
      values.push(outcome.value)
      if (outcome.mapStatus !== undefined) {
        this.tracker.registerMapOutput({ ...outcome.mapStatus, location: this.location })
      }
    }
    return values
  }
}
