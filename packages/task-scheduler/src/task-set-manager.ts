import { errorFrom, fromWireError } from '@firesteel/errors'
import type { SparkListenerEvent, TaskLocality } from '@firesteel/listener-bus'
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
import { lostTaskText, taskFailedText } from './failure-text.js'
import { type LocalityWaits, nearer } from './locality.js'
import { MissingInputError } from './missing-input-error.js'
import {
  type AliveExecutors,
  type Dequeued,
  type ExecutorOffer,
  PendingTasks,
} from './pending-tasks.js'
import type { OfferAnswer } from './plan-offers.js'
import { ResultBudget } from './result-budget.js'
import type { Schedulable } from './scheduling-order.js'
import type { SchedulerListener, TaskFailureCause } from './scheduler-listener.js'
import { type TaskAttempt, taskInfoOf } from './task-attempt.js'
import { type Task, type TaskBytes, type TaskSet, taskSetId } from './task-set.js'
import { TaskTable } from './task-table.js'

/** What a task set manager needs from the scheduler it belongs to. */
export interface TaskSetContext extends AliveExecutors {
  readonly now: () => number
  readonly nextTaskId: () => number
  readonly listener: SchedulerListener
  /** Tells observers. */
  tell(event: SparkListenerEvent): void
  readonly logger: Logger
  readonly waits: LocalityWaits
  readonly maxTaskFailures: number
  readonly maxResultSizeBytes: number
  readonly cpusPerTask: number
  /** Map outputs are lost with their host only. */
  readonly outputsOutliveExecutors: boolean
  /** Asks the backend to end an attempt. */
  kill(attempt: TaskAttempt, interruptThread: boolean, reason: string): void
  /** Whether `executorId` has the set's binary; from now on it counts as sent. */
  takeBinary(executorId: string, binaryId: string): boolean
}

const TOO_BIG = { kind: 'TaskKilled', reason: 'its result is too big' } as const

/** Failures that another attempt cannot mend. */
const HOPELESS = new Set(['NOT_SERIALIZABLE', 'RDD_OUTPUT_EXISTS'])

/**
 * The attempts, failures and waits of one task set.
 *
 * A zombie launches nothing any more: all its tasks are done, it was given up, or its stage has to be
 * tried again; it stays until its last running attempt has ended.
 * @see org.apache.spark.scheduler.TaskSetManager
 */
export class TaskSetManager implements Schedulable {
  readonly set: TaskSet
  readonly name: string
  readonly weight = 1
  readonly minShare = 0
  readonly delay: DelayScheduling
  /** The locality timer may be reset: no offer since the last reset was refused for waiting. */
  noRejectsSinceReset = true
  readonly #context: TaskSetContext
  readonly #table: TaskTable
  readonly #pending: PendingTasks
  readonly #budget: ResultBudget
  #zombie = false
  #aborted = false

  constructor(set: TaskSet, context: TaskSetContext) {
    const size = set.tasks.length
    this.set = set
    this.name = `TaskSet_${taskSetId(set)}`
    this.#context = context
    const table = new TaskTable(size)
    this.#table = table
    this.#pending = new PendingTasks((index) => table.isWaiting(index))
    this.#budget = new ResultBudget(set.isShuffleMap ? 0 : context.maxResultSizeBytes)
    for (let index = size - 1; index >= 0; index--) this.#addPending(index)
    this.delay = new DelayScheduling(this.#pending, context, {
      waits: context.waits,
      now: context.now(),
    })
    this.delay.recompute()
    this.#zombie = size === 0
  }

  get priority(): number {
    return this.set.priority
  }

  get stageId(): number {
    return this.set.stageId
  }

  get runningTasks(): number {
    return this.#table.runningCount
  }

  get isZombie(): boolean {
    return this.#zombie
  }

  /** Nothing runs and nothing will: the set may be forgotten. */
  get isFinished(): boolean {
    return this.#zombie && this.#table.runningCount === 0
  }

  /** Whether a task waits for a slot. */
  get hasWaiting(): boolean {
    return !this.#zombie && this.#pending.hasWaiting('ANY', this.#context)
  }

  /** A running attempt. */
  attempt(taskId: number): TaskAttempt | undefined {
    return this.#table.attempt(taskId)
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
    return { task, locality: found.locality, rejected: false }
  }

  /** The executor says that the attempt began. */
  running(taskId: number): void {
    const attempt = this.#table.attempt(taskId)
    if (attempt !== undefined) attempt.phase = 'RUNNING'
  }

  /** An attempt succeeded. The first of a task counts; its twins are killed. */
  succeeded(taskId: number, result: FinishedTaskResult, isCounted = false): void {
    const attempt = this.#table.end(taskId, this.#context.now())
    if (attempt === undefined) return
    const { metrics } = result
    if (this.#table.isDone(attempt.index) || attempt.superseded) {
      this.#tell(attempt, { kind: 'TaskKilled', reason: 'another attempt succeeded' }, metrics)
      return
    }
    if (!isCounted && !this.#budget.take(result.value.length)) {
      this.#tell(attempt, TOO_BIG, metrics)
      this.abort(this.#budget.exceededText)
      return
    }
    attempt.phase = 'SUCCESS'
    this.#markDone(attempt.index)
    this.#table.forgiven(attempt.index)
    for (const twin of this.#table.twinsOf(attempt)) {
      twin.superseded = true
      this.#context.kill(twin, true, 'another attempt succeeded')
    }
    this.#tell(attempt, { kind: 'Success' }, metrics, result)
  }

  /**
   * An attempt succeeded, and its result is about to be fetched. False when there is no such attempt, or
   * nothing may be fetched any more because the results of the set are too large: then the set is given up.
   */
  awaitResult(taskId: number, bytes: number): boolean {
    const attempt = this.#table.attempt(taskId)
    if (attempt === undefined) return false
    this.#context.tell({
      type: 'taskGettingResult',
      time: this.#context.now(),
      task: taskInfoOf(attempt),
    })
    if (this.#budget.take(bytes)) return true
    this.abort(this.#budget.exceededText)
    this.failed(taskId, TOO_BIG)
    return false
  }

  /** An attempt ended otherwise: it is tried again unless that was once too often. */
  failed(taskId: number, reason: TaskEndReason, metrics?: TaskMetrics): void {
    const attempt = this.#table.end(taskId, this.#context.now())
    if (attempt === undefined) return
    const { index, executorId } = attempt
    attempt.phase = reason.kind === 'TaskKilled' ? 'KILLED' : 'FAILED'
    const lost = lostTaskText(this.set, attempt, reason)
    const facts = { stageId: this.set.stageId, taskId, executorId }
    if (reason.kind === 'TaskKilled') this.#context.logger.info(facts, lost)
    else this.#context.logger.warn(facts, lost)
    if (reason.kind === 'FetchFailed') {
      // The stage is tried again as a whole; this task has nothing more to do in this set.
      this.#markDone(index)
      this.#zombie = true
    }
    this.#tell(attempt, reason, metrics)
    if (this.#zombie || this.#table.isDone(index)) return
    if (countsTowardFailures(reason)) {
      const failures = this.#table.failed(index)
      if (isHopeless(reason) || failures >= this.#context.maxTaskFailures) {
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
      if (task.partitionId === partitionId) this.#markDone(task.index)
    }
  }

  /** Attempts there fail; what finished there runs again when its output is gone with it. */
  executorLost(executorId: string, reason: ExecutorLossReason): void {
    if (this.set.isShuffleMap && !this.#zombie && this.#areOutputsLost(reason)) {
      for (const attempt of this.#table.succeededOn(executorId)) this.#resubmit(attempt)
    }
    const causedByApp = exitCausedByApp(reason)
    for (const attempt of this.#table.running()) {
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

  #areOutputsLost(reason: ExecutorLossReason): boolean {
    if (!this.#context.outputsOutliveExecutors) return true
    return reason.kind === 'ExecutorProcessLost' && reason.workerHost !== undefined
  }

  /** Gives the set up and says so, once. */
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

  /** Ends every running attempt. */
  killAll(interruptThread: boolean, reason: string): void {
    for (const attempt of this.#table.running()) {
      this.#context.kill(attempt, interruptThread, reason)
    }
  }

  #launch(
    { index, slot, locality }: Dequeued,
    { executorId, host }: ExecutorOffer,
    launchTime: number,
  ): TaskDescription | undefined {
    const { set } = this
    const task = set.tasks[index] as Task
    const { partitionId } = task
    const taskId = this.#context.nextTaskId()
    const where = { executorId, host, slot, locality }
    const attempt = this.#table.begin({ taskId, index, partitionId, ...where, launchTime })
    this.#context.listener.taskStarted(set, task, taskInfoOf(attempt))
    const own = this.#ownBytes(attempt, task)
    if (own === undefined) return undefined
    const { attemptNumber } = attempt
    const { stageId, stageAttemptId, jobId, properties, binaryId, binary } = set
    const isKnown = this.#context.takeBinary(executorId, binaryId)
    return {
      taskId,
      attemptNumber,
      executorId,
      slot,
      name: `task ${index}.${attemptNumber} in stage ${taskSetId(set)}`,
      index,
      partitionId,
      stageId,
      stageAttemptId,
      jobId,
      cpus: this.#context.cpusPerTask,
      properties,
      binaryId,
      ...(isKnown ? {} : { binary }),
      partition: own.partition,
      inputs: own.inputs,
    }
  }

  /** A task's bytes; undefined when they cannot be made, which ends the attempt, or the set. */
  #ownBytes(attempt: TaskAttempt, task: Task): TaskBytes | undefined {
    const { taskId } = attempt
    try {
      return task.bytes()
    } catch (thrown) {
      if (thrown instanceof MissingInputError) {
        // Nobody knows who had it: no location, no map.
        const nowhere = { mapId: -1, mapIndex: -1 }
        this.failed(taskId, { kind: 'FetchFailed', ...nowhere, ...thrown.input })
        return undefined
      }
      const error = errorFrom(thrown)
      const why = `Failed to serialize task ${taskId}, not attempting to retry it. ${error.message}`
      this.abort(why, { error })
      this.failed(taskId, { kind: 'TaskKilled', reason: 'it was never sent' })
      return undefined
    }
  }

  #resubmit(attempt: TaskAttempt): void {
    if (!this.#table.undo(attempt.index)) return
    attempt.phase = 'FAILED'
    this.#addPending(attempt.index)
    this.#tell(attempt, { kind: 'Resubmitted' })
  }

  #markDone(index: number): void {
    this.#table.markDone(index)
    if (this.#table.isAllDone) this.#zombie = true
  }

  #addPending(index: number): void {
    this.#pending.add(index, this.set.tasks[index]?.preferredLocations ?? [])
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
      accumulators: result?.accumulators,
      metrics,
      info: taskInfoOf(attempt),
    })
  }
}

const isHopeless = (reason: TaskEndReason): boolean =>
  reason.kind === 'ExceptionFailure' && HOPELESS.has(reason.error.code ?? '')

function causeOf(reason: TaskEndReason): TaskFailureCause | undefined {
  if (reason.kind !== 'ExceptionFailure') return undefined
  return { error: fromWireError(reason.error), userFrame: reason.userFrame }
}
