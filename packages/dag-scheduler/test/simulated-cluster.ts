import { SimulatedClock } from '@firesteel/clock'
import { ListenerBus, type SparkListenerEvent } from '@firesteel/listener-bus'
import type { Lineage, Stage } from '@firesteel/rdd-core'
import { taskInputs } from '@firesteel/rdd-core'
import { MapOutputTracker, MissingMapOutputError } from '@firesteel/shuffle'
import { BlockDirectory } from '@firesteel/storage'
import { StorageLevel, isPersisted } from '@firesteel/storage-level'
import {
  emptyTaskMetrics,
  encodeTaskResult,
  type TaskDescription,
  type TaskFailedReason,
} from '@firesteel/task-messages'
import {
  type ExecutorLossReason,
  MissingInputError,
  type SchedulerBackend,
  TaskScheduler,
  withoutSlots,
} from '@firesteel/task-scheduler'
import { DagScheduler, type StageCompiler } from '../src/index.js'
import { add, shareOf, valueOf } from './lineage-fixture.js'

interface Executor {
  readonly id: string
  readonly host: string
  readonly slots: number
  free: number[]
  /** `shuffle/map` → what that map task made. */
  readonly files: Map<string, number>
  readonly blocks: Map<string, number>
  readonly binaries: Map<string, Stage>
}

/** A task that was launched and waits to be ended. */
export interface RunningTask {
  readonly task: TaskDescription
  readonly executor: Executor
}

/** How a job is run, beside what it computes. */
interface SimulatedJobOptions {
  readonly properties?: Record<string, string>
  readonly signal?: AbortSignal
  readonly onJobId?: (jobId: number) => void
}

interface MapOutputRef {
  readonly shuffleId: number
  readonly reduceId: number
  /** Absent when they are missing, which a cached partition may make good. */
  readonly outputs?: readonly {
    readonly executorId: string
    readonly mapIndex: number
    readonly mapId: number
  }[]
}

/** Of every task: long enough for nothing to be sent ahead. */
const METRICS = { ...emptyTaskMetrics(), executorRunTimeMs: 50 }
const text = new TextEncoder()
const json = <T>(bytes: Uint8Array): T => JSON.parse(new TextDecoder().decode(bytes)) as T

/** Lets queued events be handled. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** Schedulers as they are, over executors that exist only here and run a task when told to. */
export class SimulatedCluster implements SchedulerBackend {
  readonly clock = new SimulatedClock()
  readonly tracker = new MapOutputTracker()
  readonly directory = new BlockDirectory()
  readonly bus = new ListenerBus()
  readonly events: SparkListenerEvent[] = []
  readonly scheduler: TaskScheduler
  readonly dag: DagScheduler
  readonly executors = new Map<string, Executor>()
  readonly running = new Map<number, RunningTask>()
  readonly launched: TaskDescription[] = []
  readonly binariesBuilt: Stage[] = []
  readonly ready = Promise.resolve()
  /** What the next binary throws. */
  unserializable: Error | undefined
  #reviving = false
  #nextExecutor = 0

  constructor(options: { readonly maxTaskFailures?: number; readonly slotWaitMs?: number } = {}) {
    this.scheduler = new TaskScheduler({
      clock: this.clock,
      maxTaskFailures: options.maxTaskFailures ?? 4,
      cpusPerTask: 1,
      localityWaits: {
        slotMs: options.slotWaitMs ?? 500,
        processMs: 3_000,
        nodeMs: 3_000,
        rackMs: 0,
      },
      maxResultSizeBytes: 0,
      starvationTimeoutMs: 15_000,
      random: () => 0.5,
    })
    this.scheduler.initialize(this)
    this.bus.addListener({ onEvent: (event) => void this.events.push(event) })
    const { directory } = this
    this.dag = new DagScheduler({
      taskScheduler: this.scheduler,
      mapOutputs: this.tracker,
      blocks: {
        locations: (rddId, partition) => directory.locations({ kind: 'rdd', rddId, partition }),
        removeExecutor: (executorId) => void directory.removeExecutor(executorId),
      },
      compiler: this.#compiler(),
      clock: this.clock,
      listenerBus: this.bus,
    })
  }

  /** Runs `rdd`'s partitions as a job that answers with their values. */
  collect(
    rdd: Lineage,
    partitions: readonly number[] = Array.from(
      { length: rdd.resolved?.numPartitions ?? 0 },
      (_, index) => index,
    ),
    options: SimulatedJobOptions = {},
  ): Promise<number[]> {
    const { properties = {}, signal, onJobId } = options
    const values: number[] = []
    return this.dag.runJob(
      {
        rdd,
        action: { kind: 'collect' },
        partitions,
        callSite: { short: 'collect at app.ts:99', long: '    at main (app.ts:99:5)' },
        results: {
          add: (index, rows) => {
            values[index] = rows[0] as number
          },
          value: () => values,
        },
        signal,
        onJobId,
      },
      { properties },
    )
  }

  addExecutor(slots = 2, host?: string): string {
    const id = String(this.#nextExecutor++)
    const executor: Executor = {
      id,
      host: host ?? `host-${id}`,
      slots,
      free: Array.from({ length: slots }, (_, slot) => slot),
      files: new Map(),
      blocks: new Map(),
      binaries: new Map(),
    }
    this.executors.set(id, executor)
    this.directory.registerExecutor({ executorId: id, host: executor.host, port: 1, dirs: [] })
    this.scheduler.executorAdded(id, { host: executor.host, totalCores: slots, logUrls: {} })
    this.reviveOffers()
    return id
  }

  loseExecutor(
    id: string,
    reason: ExecutorLossReason = {
      kind: 'ExecutorProcessLost',
      message: 'gone',
      causedByApp: false,
    },
  ): void {
    this.executors.delete(id)
    for (const [taskId, { executor }] of this.running) {
      if (executor.id === id) this.running.delete(taskId)
    }
    this.scheduler.executorLost(id, reason)
  }

  /** Loses the file of one map output without telling anybody. */
  loseFile(id: string, which: number): void {
    const files = this.executors.get(id)?.files
    const key = files && [...files.keys()][which % Math.max(1, files.size)]
    if (key !== undefined) files?.delete(key)
  }

  /** The `which`-th running task does its work and says how it went. */
  finish(which = 0): RunningTask | undefined {
    const found = [...this.running.values()][which]
    if (found === undefined) return undefined
    const outcome = this.#compute(found)
    if ('reason' in outcome) this.fail(which, outcome.reason)
    else this.#report(found, 'FINISHED', outcome.data)
    return found
  }

  /** The `which`-th running task fails. */
  fail(which = 0, reason: TaskFailedReason = boom()): void {
    const found = [...this.running.values()][which]
    if (found === undefined) return
    const state = reason.kind === 'TaskKilled' ? 'KILLED' : 'FAILED'
    this.#report(found, state, encodeTaskResult({ state, reason, metrics: METRICS }))
  }

  /** Runs everything there is to run, as long as there is something. */
  async finishAll(): Promise<void> {
    await settled()
    while (this.running.size > 0) {
      this.finish()
      await settled()
    }
  }

  reviveOffers(): void {
    if (this.#reviving) return
    this.#reviving = true
    queueMicrotask(() => {
      this.#reviving = false
      this.#offer()
    })
  }

  killTask(taskId: number, _executorId: string, _interrupt: boolean, reason: string): void {
    const found = this.running.get(taskId)
    if (found === undefined) return
    const data = encodeTaskResult({
      state: 'KILLED',
      reason: { kind: 'TaskKilled', reason },
      metrics: METRICS,
    })
    setImmediate(() => this.#report(found, 'KILLED', data))
  }

  start(): Promise<void> {
    return Promise.resolve()
  }
  stop(): Promise<void> {
    return Promise.resolve()
  }
  isReady(): boolean {
    return true
  }
  defaultParallelism(): number {
    return 2
  }
  applicationId(): string {
    return 'local-0'
  }

  #offer(): void {
    const offers = [...this.executors.values()]
      .filter(({ free }) => free.length > 0)
      .map(({ id, host, free, slots }) => ({
        executorId: id,
        host,
        freeSlots: free,
        totalSlots: slots,
      }))
    for (const task of this.scheduler.resourceOffers(offers)) {
      const executor = this.executors.get(task.executorId) as Executor
      if (!executor.free.includes(task.slot)) throw new Error('two tasks in one slot')
      executor.free = withoutSlots(executor.free, task.slot, 1)
      if (task.binary !== undefined) {
        if (executor.binaries.has(task.binaryId)) throw new Error('a binary was sent twice')
        const { built } = json<{ built: number }>(task.binary)
        executor.binaries.set(task.binaryId, this.binariesBuilt[built] as Stage)
      }
      if (!executor.binaries.has(task.binaryId)) throw new Error('a binary was not sent')
      this.launched.push(task)
      this.running.set(task.taskId, { task, executor })
      this.scheduler.statusUpdate(task.taskId, 'RUNNING', new Uint8Array())
    }
  }

  #report(found: RunningTask, state: 'FINISHED' | 'FAILED' | 'KILLED', data: Uint8Array): void {
    const { task, executor } = found
    if (!this.running.delete(task.taskId)) return
    executor.free = [...executor.free, task.slot].sort((a, b) => a - b)
    this.scheduler.statusUpdate(task.taskId, state, data)
    this.reviveOffers()
  }

  #compute({ task, executor }: RunningTask): { data: Uint8Array } | { reason: TaskFailedReason } {
    const { rdd, output } = executor.binaries.get(task.binaryId) as Stage
    const inputs = json<MapOutputRef[]>(task.inputs)
    const partition = task.partitionId
    const blockKey = (node: Lineage, index: number): string => `${node.id}/${index}`
    let value: number
    try {
      value = valueOf(rdd, partition, {
        read: (shuffleId, reduceId) => this.#read(inputs, shuffleId, reduceId),
        cached: (node, index) => this.#block(blockKey(node, index)),
        computed: (node, index, computed) => {
          if (!isPersisted(node.storageLevel)) return
          executor.blocks.set(blockKey(node, index), computed)
          this.directory.update(
            executor.id,
            task.slot,
            { kind: 'rdd', rddId: node.id, partition: index },
            { level: StorageLevel.MEMORY_ONLY, memoryBytes: 8, diskBytes: 0 },
          )
        },
      })
    } catch (error) {
      if (error instanceof Unreadable) return { reason: error.reason }
      throw error
    }
    const metrics = METRICS
    if (output.kind === 'result') {
      const bytes = text.encode(JSON.stringify([value]))
      return { data: encodeTaskResult({ state: 'FINISHED', value: bytes, metrics }) }
    }
    executor.files.set(`${output.shuffleId}/${partition}`, value)
    const mapStatus = {
      shuffleId: output.shuffleId,
      mapId: task.taskId,
      mapIndex: partition,
      location: { executorId: executor.id, host: executor.host, port: 1 },
      sizes: new Float64Array(output.partitioner.numPartitions).fill(8),
    }
    const empty = new Uint8Array()
    return { data: encodeTaskResult({ state: 'FINISHED', value: empty, mapStatus, metrics }) }
  }

  /** A cached partition, from whichever executor has it. */
  #block(key: string): number | undefined {
    for (const { blocks } of this.executors.values()) {
      const found = blocks.get(key)
      if (found !== undefined) return found
    }
    return undefined
  }

  #read(inputs: readonly MapOutputRef[], shuffleId: number, reduceId: number): number {
    const input = inputs.find((each) => each.shuffleId === shuffleId && each.reduceId === reduceId)
    if (input?.outputs === undefined) {
      const nowhere = { mapId: -1, mapIndex: -1, message: 'its outputs are missing' }
      throw new Unreadable({ kind: 'FetchFailed', shuffleId, reduceId, ...nowhere })
    }
    let sum = 0
    for (const { executorId, mapIndex, mapId } of input.outputs) {
      const holder = this.executors.get(executorId)
      const made = holder?.files.get(`${shuffleId}/${mapIndex}`)
      if (made === undefined) {
        const location = { executorId, host: holder?.host ?? `host-${executorId}`, port: 1 }
        const message = `executor ${executorId} has no output of map ${mapIndex}`
        const which = { shuffleId, mapId, mapIndex, reduceId }
        throw new Unreadable({ kind: 'FetchFailed', location, ...which, message })
      }
      sum = add(sum, shareOf(made, mapIndex, reduceId))
    }
    return sum
  }

  #compiler(): StageCompiler {
    return {
      binary: (stage) => {
        if (this.unserializable !== undefined) throw this.unserializable
        const built = this.binariesBuilt.push(stage) - 1
        return { binaryId: `b${built}`, binary: text.encode(JSON.stringify({ built })) }
      },
      inputs: (stage, partition) => {
        const inputs = taskInputs(stage.rdd, partition).shuffles.map(({ shuffleId, reduceId }) => {
          try {
            const outputs = this.tracker
              .outputsFor(shuffleId, reduceId)
              .map(({ location, mapIndex, mapId }) => ({
                executorId: location.executorId,
                mapIndex,
                mapId,
              }))
            return { shuffleId, reduceId, outputs }
          } catch (error) {
            if (!(error instanceof MissingMapOutputError)) throw error
            // As in the real compiler: what a cached partition makes unnecessary may be missing.
            const isCached = taskInputs(stage.rdd, partition).persisted.length > 0
            if (isCached) return { shuffleId, reduceId }
            throw new MissingInputError({ shuffleId, reduceId, message: error.message })
          }
        })
        return { partition: new Uint8Array(), inputs: text.encode(JSON.stringify(inputs)) }
      },
      rows: (value) => json<unknown[]>(value),
    }
  }
}

class Unreadable extends Error {
  readonly reason: TaskFailedReason
  constructor(reason: TaskFailedReason) {
    super('unreadable')
    this.reason = reason
  }
}

/** The user's code threw. */
export const boom = (message = 'boom'): TaskFailedReason => ({
  kind: 'ExceptionFailure',
  error: { name: 'TypeError', message, stack: `TypeError: ${message}\n    at parse (app.ts:12:9)` },
  userFrame: 'app.ts:12:9',
})
