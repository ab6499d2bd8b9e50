import { SimulatedClock } from '@firesteel/clock'
import type { SparkListenerEvent } from '@firesteel/listener-bus'
import { type Logger, silentLogger } from '@firesteel/logging'
import {
  emptyTaskMetrics,
  encodeIndirectResult,
  encodeTaskResult,
  type TaskDescription,
  type TaskFailedReason,
} from '@firesteel/task-messages'
import {
  type ExecutorLossReason,
  type SchedulerBackend,
  type SchedulerListener,
  type Task,
  type TaskEnded,
  type TaskFailureCause,
  type TaskLocation,
  TaskScheduler,
  type TaskSchedulerOptions,
  type TaskSet,
  type WorkerOffer,
} from '../src/index.js'

/** A task scheduler between a backend that notes what it is asked and a listener that notes what it is told. */
export class Rig {
  readonly clock = new SimulatedClock()
  readonly revived: number[] = []
  readonly killed: string[] = []
  readonly started: string[] = []
  readonly ended: TaskEnded[] = []
  readonly failed: { set: TaskSet; message: string; cause: TaskFailureCause | undefined }[] = []
  readonly lost: string[] = []
  readonly warnings: string[] = []
  readonly endedExecutors: string[] = []
  readonly events: SparkListenerEvent[] = []
  /** Results that wait to be fetched, by block. */
  readonly kept = new Map<string, Uint8Array>()
  readonly scheduler: TaskScheduler

  constructor(options: Partial<TaskSchedulerOptions> = {}) {
    const logger: Logger = {
      ...silentLogger,
      warn: (facts: object | string, message?: string) =>
        void this.warnings.push(message ?? (facts as string)),
    }
    this.scheduler = new TaskScheduler({
      clock: this.clock,
      logger,
      random: () => 0.999,
      maxTaskFailures: 4,
      cpusPerTask: 1,
      localityWaits: { slotMs: 500, processMs: 3_000, nodeMs: 3_000, rackMs: 0 },
      maxResultSizeBytes: 0,
      starvationTimeoutMs: 15_000,
      listenerBus: { post: (event) => void this.events.push(event) },
      ...options,
    })
    this.scheduler.initialize(this.#backend())
    this.scheduler.setListener(this.#listener())
  }

  add(executorId: string, host = `host-${executorId}`): void {
    this.scheduler.executorAdded(executorId, { host, totalCores: 8, logUrls: {} })
  }

  offer(executorId: string, slots: readonly number[] = [0], host?: string): TaskDescription[] {
    return this.scheduler.resourceOffers([offerOf(executorId, slots, host)])
  }

  /** Ends an attempt well; unless it is said to be shorter, nothing is to wait behind one like it. */
  finish(taskId: number, value = Uint8Array.of(1), executorRunTimeMs = 50): void {
    const metrics = { ...emptyTaskMetrics(), executorRunTimeMs }
    const result = { state: 'FINISHED', value, metrics } as const
    this.scheduler.statusUpdate(taskId, 'FINISHED', encodeTaskResult(result))
  }

  /** Ends an attempt whose result of `size` bytes has to be fetched; it can be unless it is `lost`. */
  finishIndirectly(taskId: number, size: number, isLost = false): void {
    const blockId = `taskresult_${taskId}`
    const metrics = emptyTaskMetrics()
    const result = { state: 'FINISHED', value: new Uint8Array(size), metrics } as const
    if (!isLost) this.kept.set(blockId, encodeTaskResult(result))
    const location = { executorId: 'x', host: 'h', port: 1 }
    const data = encodeIndirectResult({ blockId, size, location })
    this.scheduler.statusUpdate(taskId, 'FINISHED', data)
  }

  fail(taskId: number, reason: TaskFailedReason): void {
    const state = reason.kind === 'TaskKilled' ? 'KILLED' : 'FAILED'
    const result = { state, reason, metrics: emptyTaskMetrics() } as const
    this.scheduler.statusUpdate(taskId, state, encodeTaskResult(result))
  }

  lose(executorId: string, reason: Partial<ExecutorLossReason> = {}): void {
    this.scheduler.executorLost(executorId, {
      kind: 'ExecutorProcessLost',
      message: 'gone',
      causedByApp: true,
      ...reason,
    } as ExecutorLossReason)
  }

  get reasons(): string[] {
    return this.ended.map(({ task, reason }) => `${task.index} ${reason.kind}`)
  }

  #backend(): SchedulerBackend {
    return {
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      reviveOffers: () => void this.revived.push(this.clock.now()),
      fetchResult: ({ blockId = '' }) => {
        const bytes = this.kept.get(blockId)
        return bytes ? Promise.resolve(bytes) : Promise.reject(new Error('gone'))
      },
      killExecutors: (ids, why) => void this.endedExecutors.push(`${ids.join()}: ${why}`),
      killTask: (taskId, executorId, interrupt, reason) =>
        void this.killed.push(`${taskId}@${executorId} ${interrupt} ${reason}`),
      ready: Promise.resolve(),
      isReady: () => true,
      defaultParallelism: () => 8,
      applicationId: () => 'app',
    }
  }

  #listener(): SchedulerListener {
    return {
      taskStarted: (set, task, info) =>
        void this.started.push(`${set.stageId}/${task.index}@${info.executorId} ${info.locality}`),
      taskEnded: (end) => void this.ended.push(end),
      taskSetFailed: (set, message, cause) => void this.failed.push({ set, message, cause }),
      executorAdded: () => {},
      executorLost: (id) => void this.lost.push(id),
      workerRemoved: () => {},
    }
  }
}

export const offerOf = (
  executorId: string,
  freeSlots: readonly number[],
  host = `host-${executorId}`,
): WorkerOffer => ({ executorId, host, freeSlots, totalSlots: 8 })

/** A task set; preferences by task index. */
export function taskSet(
  size: number,
  more: Partial<TaskSet> & { readonly prefer?: Record<number, readonly TaskLocation[]> } = {},
): TaskSet {
  const { prefer = {}, ...fields } = more
  const stageId = fields.stageId ?? 0
  const stageAttemptId = fields.stageAttemptId ?? 0
  const tasks = Array.from(
    { length: size },
    (_, index): Task => ({
      index,
      partitionId: index,
      preferredLocations: prefer[index] ?? [],
      bytes: () => ({ partition: Uint8Array.of(index), inputs: new Uint8Array() }),
    }),
  )
  return {
    stageId,
    stageAttemptId,
    jobId: 0,
    priority: 0,
    properties: {},
    binaryId: `b${stageId}.${stageAttemptId}`,
    binary: Uint8Array.of(9),
    isShuffleMap: false,
    tasks,
    ...fields,
  }
}

export const boom: TaskFailedReason = {
  kind: 'ExceptionFailure',
  error: { name: 'RangeError', message: 'boom' },
  userFrame: 'app.ts:3:7',
}
