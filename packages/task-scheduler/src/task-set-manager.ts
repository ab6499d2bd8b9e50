import { errorFrom, fromWireError } from '@firesteel/errors'
import type { TaskLocality } from '@firesteel/listener-bus'
import type { Logger } from '@firesteel/logging'
import {
  type FinishedTaskResult,
  type TaskDescription,
  type TaskEndReason,
  type TaskMetrics,
  countsTowardFailures,
} from '@firesteel/task-messages'
import { DelayScheduling } from './delay-scheduling.js'
import { type ExecutorLossReason, exitCausedByApp } from './executor-loss-reason.js'
import { bytesText, lostTaskText, taskFailedText } from './failure-text.js'
import { type LocalityWaits, nearer } from './locality.js'
import { MissingInputError } from './missing-input-error.js'
import type { OfferAnswer } from './plan-offers.js'
import { type AliveExecutors, type ExecutorOffer, PendingTasks } from './pending-tasks.js'
import type { SchedulerListener, TaskFailureCause } from './scheduler-listener.js'
import { isRunning, type TaskAttempt, taskInfoOf } from './task-attempt.js'
import { type Task, type TaskBytes, type TaskSet, taskSetId } from './task-set.js'

/** What a task set manager needs from the scheduler it belongs to. */
export interface TaskSetContext extends AliveExecutors {
  readonly now: () => number
  readonly nextTaskId: () => number
  readonly listener: SchedulerListener
  readonly logger: Logger
  readonly waits: LocalityWaits
  readonly maxTaskFailures: number
  readonly maxResultSizeBytes: number
  readonly cpusPerTask: number
  /** Asks the backend to end an attempt. */
  kill(attempt: TaskAttempt, interruptThread: boolean, reason: string): void
  /** Whether `executorId` has the set's binary; from now on it counts as sent. */
  takeBinary(executorId: string, binaryId: string): boolean
}

/**
 * The attempts, failures and waits of one task set.
 *
 * A zombie launches nothing any more: all its tasks are done, it was given up, or its stage has to be
 * tried again; it stays until its last running attempt has ended.
 * @see org.apache.spark.scheduler.TaskSetManager
 */
export class TaskSetManager {
  readonly set: TaskSet
  readonly delay: DelayScheduling
  /** The locality timer may be reset: no offer since the last reset was refused for waiting. */
  noRejectsSinceReset = true
  readonly #context: TaskSetContext
  readonly #pending: PendingTasks
  readonly #attempts: TaskAttempt[][]
  readonly #running = new Map<number, TaskAttempt>()
  readonly #done: Uint8Array
  readonly #copies: Uint16Array
  readonly #failures: Uint16Array
  #doneCount = 0
  #resultBytes = 0
  #results = 0
  #zombie = false
  #aborted = false

  constructor(set: TaskSet, context: TaskSetContext) {
    const size = set.tasks.length
    this.set = set
    this.#context = context
    this.#attempts = set.tasks.map(() => [])
    this.#done = new Uint8Array(size)
    this.#copies = new Uint16Array(size)
    this.#failures = new Uint16Array(size)
    this.#pending = new PendingTasks(
      (index) => this.#done[index] === 0 && this.#copies[index] === 0,
    )
    for (let index = size - 1; index >= 0; index--) this.#addPending(index)
    this.delay = new DelayScheduling(this.#pending, context, {
      waits: context.waits,
      now: context.now(),
    })
    this.delay.recompute()
    this.#zombie = size === 0
  }

  get isZombie(): boolean {
    return this.#zombie
  }

  /** Nothing runs and nothing will: the set may be forgotten. */
  get isFinished(): boolean {
    return this.#zombie && this.#running.size === 0
  }

  get runningTasks(): number {
    return this.#running.size
  }

  /** Whether a task waits for a slot. */
  get hasWaiting(): boolean {
    return !this.#zombie && this.#pending.hasWaiting('ANY', this.#context)
  }

  /** Takes one task for `offer`, or none: nothing waits, or what waits would rather wait longer. */
  offer(offer: ExecutorOffer, maxLocality: TaskLocality): OfferAnswer<TaskDescription> {
    if (this.#zombie) return { rejected: false }
    const now = this.#context.now()
    const allowed = maxLocality === 'NO_PREF' ? maxLocality : this.delay.allowed(now)
    const limit = nearer(allowed, maxLocality)
    const found = this.#pending.dequeue(offer, limit)
    if (found === undefined) {
      return { rejected: maxLocality === 'ANY' && limit !== 'ANY' && this.hasWaiting }
    }
    const task = this.#launch(found, offer, now)
    return task === undefined
      ? { rejected: false }
      : { task, locality: found.locality, rejected: false }
  }

  /** The executor says that the attempt began. */
  running(taskId: number): void {
    const attempt = this.#running.get(taskId)
    if (attempt !== undefined) attempt.phase = 'RUNNING'
  }

  /** An attempt succeeded. The first of a task counts; its twins are killed. */
  succeeded(taskId: number, result: FinishedTaskResult): void {
    const { metrics } = result
    const attempt = this.#end(taskId)
    if (attempt === undefined) return
    const { index } = attempt
    if (this.#done[index] === 1 || attempt.superseded) {
      this.#tell(attempt, { kind: 'TaskKilled', reason: 'another attempt succeeded' }, metrics)
      return
    }
    if (!this.#resultFits(result.value.length)) {
      this.#tell(attempt, { kind: 'TaskKilled', reason: 'its result is too big' }, metrics)
      this.abort(this.#tooBigText())
      return
    }
    attempt.phase = 'SUCCESS'
    this.#markDone(index)
    this.#failures[index] = 0
    for (const twin of this.#attempts[index] ?? []) {
      if (!isRunning(twin)) continue
      twin.superseded = true
      this.#context.kill(twin, true, 'another attempt succeeded')
    }
    this.#tell(attempt, { kind: 'Success' }, metrics, result)
  }

  /** An attempt ended otherwise: it is tried again unless that was once too often. */
  failed(taskId: number, reason: TaskEndReason, metrics?: TaskMetrics): void {
    const attempt = this.#end(taskId)
    if (attempt === undefined) return
    attempt.phase = reason.kind === 'TaskKilled' ? 'KILLED' : 'FAILED'
    const { index } = attempt
    const lost = lostTaskText(this.set, attempt, reason)
    const facts = { stageId: this.set.stageId, taskId, executorId: attempt.executorId }
    if (reason.kind === 'TaskKilled') this.#context.logger.info(facts, lost)
    else this.#context.logger.warn(facts, lost)
    if (reason.kind === 'FetchFailed') {
      // The stage is tried again as a whole; this task has nothing more to do in this set.
      this.#markDone(index)
      this.#zombie = true
    }
    this.#tell(attempt, reason, metrics)
    if (this.#zombie || this.#done[index] === 1) return
    if (countsTowardFailures(reason)) {
      this.#failures[index] = (this.#failures[index] ?? 0) + 1
      if (this.#isHopeless(reason) || this.#failures[index] >= this.#context.maxTaskFailures) {
        const failures = this.#failures[index]
        this.abort(taskFailedText(this.set, attempt, { failures, lost }), causeOf(reason))
        return
      }
    }
    this.#addPending(index)
    this.delay.recompute()
  }

  /** Another attempt of the stage has made this partition. */
  partitionDone(partitionId: number): void {
    for (const task of this.set.tasks) {
      if (task.partitionId !== partitionId || this.#done[task.index] === 1) continue
      this.#markDone(task.index)
    }
  }

  /** Attempts there fail; what finished there runs again when its output is gone with it. */
  executorLost(executorId: string, reason: ExecutorLossReason): void {
    if (this.set.isShuffleMap && !this.#zombie) {
      for (const attempts of this.#attempts) {
        for (const attempt of attempts) {
          if (attempt.executorId === executorId && attempt.phase === 'SUCCESS') {
            this.#resubmit(attempt)
          }
        }
      }
    }
    const causedByApp = exitCausedByApp(reason)
    for (const attempt of this.#running.values()) {
      if (attempt.executorId !== executorId) continue
      this.failed(attempt.taskId, {
        kind: 'ExecutorLostFailure',
        executorId,
        // An attempt that had not begun cannot have ended its executor.
        exitCausedByApp: causedByApp && attempt.phase === 'RUNNING',
        reason: reason.message,
      })
    }
    this.delay.recompute()
  }

  /** Gives the set up and says so. */
  abort(message: string, cause?: TaskFailureCause): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#zombie = true
    this.#context.listener.taskSetFailed(this.set, message, cause)
  }

  /** Launches nothing any more; a newer attempt of the stage goes on. */
  supersede(): void {
    this.#zombie = true
  }

  /** A running attempt. */
  attempt(taskId: number): TaskAttempt | undefined {
    return this.#running.get(taskId)
  }

  /** Ends every running attempt. */
  killAll(interruptThread: boolean, reason: string): void {
    for (const attempt of this.#running.values()) {
      this.#context.kill(attempt, interruptThread, reason)
    }
  }

  #launch(
    { index, slot, locality }: { index: number; slot: number; locality: TaskLocality },
    { executorId, host }: ExecutorOffer,
    now: number,
  ): TaskDescription | undefined {
    const task = this.set.tasks[index] as Task
    const attempt: TaskAttempt = {
      taskId: this.#context.nextTaskId(),
      index,
      attemptNumber: this.#attempts[index]?.length ?? 0,
      partitionId: task.partitionId,
      executorId,
      host,
      slot,
      locality,
      launchTime: now,
      phase: 'LAUNCHING',
      finishTime: undefined,
      superseded: false,
    }
    this.#attempts[index]?.push(attempt)
    this.#running.set(attempt.taskId, attempt)
    this.#copies[index] = (this.#copies[index] ?? 0) + 1
    this.#context.listener.taskStarted(this.set, task, taskInfoOf(attempt))
    const own = this.#ownBytes(attempt, task)
    if (own === undefined) return undefined
    const { set } = this
    const isKnown = this.#context.takeBinary(executorId, set.binaryId)
    return {
      taskId: attempt.taskId,
      attemptNumber: attempt.attemptNumber,
      executorId,
      slot,
      name: `task ${index}.${attempt.attemptNumber} in stage ${taskSetId(set)}`,
      index,
      partitionId: task.partitionId,
      stageId: set.stageId,
      stageAttemptId: set.stageAttemptId,
      jobId: set.jobId,
      cpus: this.#context.cpusPerTask,
      properties: set.properties,
      binaryId: set.binaryId,
      ...(isKnown ? {} : { binary: set.binary }),
      partition: own.partition,
      inputs: own.inputs,
    }
  }

  #ownBytes(attempt: TaskAttempt, task: Task): TaskBytes | undefined {
    try {
      return task.bytes()
    } catch (error) {
      if (error instanceof MissingInputError) {
        // Nobody knows who had it: no location, no map.
        const nowhere = { mapId: -1, mapIndex: -1 }
        this.failed(attempt.taskId, { kind: 'FetchFailed', ...nowhere, ...error.input })
      } else {
        this.#end(attempt.taskId)
        attempt.phase = 'FAILED'
        this.#tell(attempt, { kind: 'UnknownReason' })
        this.abort(
          `Failed to serialize task ${attempt.taskId}, not attempting to retry it. ${String(error)}`,
          { error: errorFrom(error) },
        )
      }
      return undefined
    }
  }

  #end(taskId: number): TaskAttempt | undefined {
    const attempt = this.#running.get(taskId)
    if (attempt === undefined) return undefined
    this.#running.delete(taskId)
    attempt.finishTime = this.#context.now()
    attempt.phase = 'KILLED'
    this.#copies[attempt.index] = (this.#copies[attempt.index] ?? 1) - 1
    return attempt
  }

  #resubmit(attempt: TaskAttempt): void {
    if (this.#done[attempt.index] === 0) return
    attempt.phase = 'FAILED'
    this.#done[attempt.index] = 0
    this.#doneCount--
    this.#addPending(attempt.index)
    this.#tell(attempt, { kind: 'Resubmitted' })
  }

  #markDone(index: number): void {
    if (this.#done[index] === 1) return
    this.#done[index] = 1
    this.#doneCount++
    if (this.#doneCount === this.set.tasks.length) this.#zombie = true
  }

  #addPending(index: number): void {
    this.#pending.add(index, this.set.tasks[index]?.preferredLocations ?? [])
  }

  /** Shuffle outputs stay on the executors; only what comes to the driver is limited. */
  #resultFits(bytes: number): boolean {
    const limit = this.#context.maxResultSizeBytes
    if (this.set.isShuffleMap) return true
    this.#resultBytes += bytes
    this.#results++
    return limit === 0 || this.#resultBytes <= limit
  }

  #tooBigText(): string {
    const size = bytesText(this.#resultBytes)
    const limit = bytesText(this.#context.maxResultSizeBytes)
    return `Total size of serialized results of ${this.#results} tasks (${size}) is bigger than spark.driver.maxResultSize (${limit})`
  }

  #isHopeless(reason: TaskEndReason): boolean {
    if (reason.kind !== 'ExceptionFailure') return false
    return reason.error.code === 'NOT_SERIALIZABLE' || reason.error.code === 'OUTPUT_FILE_EXISTS'
  }

  #tell(
    attempt: TaskAttempt,
    reason: TaskEndReason,
    metrics?: TaskMetrics,
    result?: FinishedTaskResult,
  ): void {
    this.#context.listener.taskEnded({
      set: this.set,
      task: this.set.tasks[attempt.index] as Task,
      reason,
      value: result?.value,
      mapStatus: result?.mapStatus,
      metrics,
      info: taskInfoOf(attempt),
    })
  }
}

function causeOf(reason: TaskEndReason): TaskFailureCause | undefined {
  if (reason.kind !== 'ExceptionFailure') return undefined
  return { error: fromWireError(reason.error), userFrame: reason.userFrame }
}
