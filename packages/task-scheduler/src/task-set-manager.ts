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
import type { ApplicationExclusion } from './exclusion/application-exclusion.js'
import type { ExclusionSettings } from './exclusion/conf.js'
import { type Place, StageExclusion, type TaskFailureAt } from './exclusion/stage-exclusion.js'
import { lostTaskText, taskFailedText } from './failure-text.js'
import { launchDescription } from './launch-description.js'
import { type LocalityWaits, nearer } from './locality.js'
import { medianOf } from './median.js'
import { MissingInputError } from './missing-input-error.js'
import type { AliveExecutors, ExecutorOffer } from './pending-tasks.js'
import type { OfferAnswer } from './plan-offers.js'
import { ResultBudget } from './result-budget.js'
import type { Schedulable } from './scheduling-order.js'
import {
  type RunningFacts,
  type SetFacts,
  type SpeculationRules,
  slowTasks,
} from './speculation/slow-tasks.js'
import type { SchedulerListener, TaskFailureCause } from './scheduler-listener.js'
import { type TaskAttempt, taskInfoOf } from './task-attempt.js'
import { placeTogether } from './place-together.js'
import type { WorkerOffer } from './worker-offer.js'
import { type Task, type TaskBytes, type TaskSet, taskSetId } from './task-set.js'
import { ShortTasks } from './short-tasks.js'
import { SuspiciousTasks, skewText } from './suspicious-tasks.js'
import { TaskTable } from './task-table.js'
import { type Chosen, WaitingTasks } from './waiting-tasks.js'

/** What a task set manager needs from the scheduler it belongs to. */
export interface TaskSetContext extends AliveExecutors {
  readonly now: () => number
  readonly nextTaskId: () => number
  readonly listener: SchedulerListener
  /** Tells observers. */
  readonly tell: (event: SparkListenerEvent) => void
  readonly logger: Logger
  readonly waits: LocalityWaits
  readonly maxTaskFailures: number
  readonly maxResultSizeBytes: number
  readonly cpusPerTask: number
  readonly speculation: SpeculationRules | undefined
  readonly exclusion:
    | { readonly settings: ExclusionSettings; readonly application: ApplicationExclusion }
    | undefined
  /** Whether the executors live on more than one host. */
  readonly hasSeveralHosts: () => boolean
  /** When the executor is expected to end, if it is about to. */
  expectedEnd(executorId: string): number | undefined
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
  /** What became of the attempt that failed last. */
  lastFailure: string | undefined
  /** The locality timer may be reset: no offer since the last reset was refused for waiting. */
  noRejectsSinceReset = true
  readonly #context: TaskSetContext
  readonly #table: TaskTable
  readonly #waiting: WaitingTasks
  readonly #exclusion: StageExclusion | undefined
  readonly #durationsMs: number[] = []
  #records = 0
  #toldOfSkew = false
  readonly #suspicious = new SuspiciousTasks()
  readonly #short = new ShortTasks()
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
    this.#exclusion = exclusionOf(set, context)
    const exclusion = this.#exclusion
    this.#waiting = new WaitingTasks(set, table, {
      hasSeveralHosts: () => context.hasSeveralHosts(),
      excludesTask: exclusion && ((index, place) => exclusion.excludesTask(index, place)),
    })
    this.#budget = new ResultBudget(set.isShuffleMap ? 0 : context.maxResultSizeBytes)
    this.delay = new DelayScheduling(this.#waiting, context, {
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
    return (
      !this.#zombie && (this.#waiting.hasSecond || this.#waiting.hasWaiting('ANY', this.#context))
    )
  }

  /** How many of its tasks may wait in a slot behind one of them; none unless they are short. */
  get mayQueue(): number {
    // Who wants slow tasks run twice does not want others to wait behind one.
    const isAlone = this.set.isBarrier === true || this.#context.speculation !== undefined
    return this.#zombie || isAlone ? 0 : this.#short.mayWait
  }

  /** A running attempt. */
  attempt(taskId: number): TaskAttempt | undefined {
    return this.#table.attempt(taskId)
  }

  /** Takes one task for `offer`, or none: nothing waits, or what waits would rather wait longer. */
  offer(offer: ExecutorOffer, maxLocality: TaskLocality): OfferAnswer<TaskDescription> {
    if (this.#zombie || this.#exclusion?.excludes(offer) === true) return { rejected: false }
    const now = this.#context.now()
    const allowed = maxLocality === 'NO_PREF' ? maxLocality : this.delay.allowed(now)
    const limit = nearer(allowed, maxLocality)
    const found = this.#waiting.dequeue(offer, limit)
    if (found === undefined) {
      const waits = this.#waiting.hasWaiting('ANY', this.#context)
      return { rejected: maxLocality === 'ANY' && limit !== 'ANY' && waits }
    }
    const task = this.#launch(found, offer, now)
    return { task, locality: found.locality, rejected: false }
  }

  /** Launches all tasks at once, if there are slots for all; of a set that runs as a whole. */
  launchTogether(
    open: readonly WorkerOffer[],
  ): readonly { readonly offer: number; readonly task: TaskDescription }[] {
    const { tasks } = this.set
    if (this.#zombie || !this.#table.isUntouched) return []
    const usable = open.map((offer) =>
      this.#exclusion?.excludes(offer) === true ? { ...offer, freeSlots: [] } : offer,
    )
    const placed = placeTogether(tasks, usable, this.#context.cpusPerTask)
    if (placed === undefined) return []
    const addresses = placed.map(({ offer }) => open[offer]?.address ?? open[offer]?.host ?? '')
    const properties = {
      ...this.set.properties,
      'spark.firesteel.barrier.addresses': JSON.stringify(addresses),
    }
    const now = this.#context.now()
    const launched = placed.flatMap(({ task: { index }, offer, slot }) => {
      const chosen = { index, slot, locality: 'ANY', speculative: false } as const
      const task = this.#launch(chosen, open[offer] as WorkerOffer, now)
      return task === undefined ? [] : [{ offer, task: { ...task, properties } }]
    })
    if (launched.length === tasks.length) return launched
    // One could not even be made: the others are of no use without it.
    for (const { task } of launched) {
      this.failed(task.taskId, { kind: 'TaskKilled', reason: 'another task could not be launched' })
    }
    return []
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
    this.#noteDuration(attempt, metrics)
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
    this.#waiting.notSlow(index)
    this.#short.failed()
    attempt.phase = reason.kind === 'TaskKilled' ? 'KILLED' : 'FAILED'
    const lost = lostTaskText(this.set, attempt, reason)
    this.lastFailure = lost
    const facts = { stageId: this.set.stageId, taskId, executorId }
    if (reason.kind === 'TaskKilled') this.#context.logger.info(facts, lost)
    else this.#context.logger.warn(facts, lost)
    if (reason.kind === 'FetchFailed') {
      // The stage is tried again as a whole; this task has nothing more to do in this set.
      this.#markDone(index)
      this.#zombie = true
    }
    this.#tell(attempt, reason, metrics)
    this.#noteFailure(attempt, reason)
    if (this.#zombie || this.#table.isDone(index)) return
    if (countsTowardFailures(reason)) {
      const suspicion =
        reason.kind === 'ExecutorLostFailure'
          ? this.#suspicious.executorEnded(index, executorId)
          : undefined
      if (suspicion !== undefined) this.#context.logger.warn(facts, suspicion)
      const failures = this.#table.failed(index)
      if (isHopeless(reason) || failures >= this.#context.maxTaskFailures) {
        const text = taskFailedText(this.set, attempt, { failures, lost })
        this.abort(suspicion === undefined ? text : `${text}; ${suspicion}`, causeOf(reason))
        return
      }
    }
    if (this.set.isBarrier === true) {
      // Its siblings would wait for it in vain; the layer above tries the stage again as a whole.
      this.#zombie = true
      this.killAll(false, `task ${index} of the barrier stage failed`)
      return
    }
    this.#waiting.add(index)
    this.delay.recompute()
  }

  /** Looks for slow tasks; whether there are any that were not known. */
  findSlowTasks(slotsPerExecutor: number): boolean {
    const { speculation, now, tell } = this.#context
    if (speculation === undefined || this.#zombie || this.set.isBarrier === true) return false
    const { stageId, stageAttemptId, tasks } = this.set
    const slow = slowTasks(speculation, this.#speculationFacts(slotsPerExecutor))
    const found = slow.filter((index) => this.#waiting.addSecond(index))
    for (const index of found) {
      const { partitionId } = tasks[index] as Task
      const task = { stageId, stageAttemptId, index, partitionId }
      tell({ type: 'speculativeTaskSubmitted', time: now(), ...task })
    }
    return found.length > 0
  }

  /** The executor says what a running attempt has cost so far. */
  progressed(taskId: number, metrics: Readonly<TaskMetrics>): void {
    const attempt = this.#table.attempt(taskId)
    if (attempt !== undefined) attempt.progress = metrics
  }

  /** A task that waits and may run at none of these places; undefined when there is none. */
  excludedEverywhere(places: readonly Place[]): number | undefined {
    const exclusion = this.#exclusion
    const next = this.#zombie || exclusion === undefined ? undefined : this.#waiting.next
    if (next === undefined || exclusion === undefined) return undefined
    const { application } = this.#context.exclusion ?? {}
    const isRefused = (place: Place): boolean =>
      application?.excludes(place) === true ||
      exclusion.excludes(place) ||
      exclusion.excludesTask(next, place)
    return places.every(isRefused) ? next : undefined
  }

  /** Another attempt of the stage has made this partition. */
  partitionDone(partitionId: number): void {
    for (const task of this.set.tasks) {
      if (task.partitionId === partitionId) this.#markDone(task.index)
    }
  }

  /** Attempts there fail; what finished there runs again when its output is gone with it. */
  executorLost(executorId: string, reason: ExecutorLossReason): void {
    const isRedone = this.set.isShuffleMap && !this.#zombie && this.set.isBarrier !== true
    if (isRedone && this.#areOutputsLost(reason)) {
      for (const attempt of this.#table.succeededOn(executorId)) {
        // What was handed on to another executor is not lost.
        const holder = this.set.outputHolder?.(attempt.partitionId) ?? executorId
        if (holder === executorId) this.#resubmit(attempt)
      }
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
    { index, slot, locality, speculative }: Chosen,
    { executorId, host }: ExecutorOffer,
    launchTime: number,
  ): TaskDescription | undefined {
    const { set } = this
    const task = set.tasks[index] as Task
    const { partitionId } = task
    const taskId = this.#context.nextTaskId()
    const where = { executorId, host, slot, locality, speculative }
    const attempt = this.#table.begin({ taskId, index, partitionId, ...where, launchTime })
    this.#context.listener.taskStarted(set, task, taskInfoOf(attempt))
    const own = this.#ownBytes(attempt, task)
    if (own === undefined) return undefined
    const withBinary = !this.#context.takeBinary(executorId, set.binaryId)
    return launchDescription(set, attempt, { own, cpus: this.#context.cpusPerTask, withBinary })
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
    this.#waiting.add(attempt.index)
    this.#tell(attempt, { kind: 'Resubmitted' })
  }

  #markDone(index: number): void {
    this.#table.markDone(index)
    this.#waiting.notSlow(index)
    if (!this.#table.isAllDone) return
    if (!this.#zombie)
      this.#exclude((application, failures) => {
        application.setSucceeded(this.name, failures)
      })
    this.#zombie = true
  }

  #exclude(
    act: (application: ApplicationExclusion, failures: readonly TaskFailureAt[]) => void,
  ): void {
    const application = this.#context.exclusion?.application
    if (application !== undefined) act(application, this.#exclusion?.failures ?? [])
  }

  /** Where it failed counts, unless it was nobody's fault. */
  #noteFailure({ index, executorId, host }: TaskAttempt, reason: TaskEndReason): void {
    if (this.#exclusion === undefined) return
    if (reason.kind === 'FetchFailed' && reason.location !== undefined) {
      const { location } = reason
      this.#exclude((application) => application.fetchFailed(location))
    }
    if (!countsTowardFailures(reason)) return
    this.#exclusion.taskFailed({ index, executorId, host, at: this.#context.now() })
  }

  #noteDuration(attempt: TaskAttempt, metrics: Readonly<TaskMetrics>): void {
    const { launchTime, finishTime, index, partitionId } = attempt
    const tookMs = (finishTime ?? launchTime) - launchTime
    if (!this.#toldOfSkew && tookMs >= 1_000) {
      const task = { stage: taskSetId(this.set), index, partitionId, tookMs, metrics }
      const text = skewText(task, this.#durationsMs)
      if (text !== undefined) {
        this.#toldOfSkew = true
        this.#context.logger.warn({ stageId: this.stageId, partitionId }, text)
      }
    }
    this.#durationsMs.push(tookMs)
    this.#short.took(metrics.executorDeserializeTimeMs + metrics.executorRunTimeMs)
    this.#records += metrics.recordsRead + metrics.shuffleReadRecords
  }

  #speculationFacts(slotsPerExecutor: number): SetFacts {
    const now = this.#context.now()
    const running: RunningFacts[] = []
    for (const { index, launchTime, progress, executorId } of this.#table.running()) {
      if (!this.#table.runsOnce(index)) continue
      const runMs = now - launchTime
      const records =
        progress === undefined ? 0 : progress.recordsRead + progress.shuffleReadRecords
      const end = this.#context.expectedEnd(executorId)
      const median = end === undefined ? 0 : medianOf(this.#durationsMs)
      const isDoomed = end !== undefined && launchTime + Math.max(median, runMs) > end
      running.push({ index, runMs, records, isDoomed })
    }
    const totalMs = this.#durationsMs.reduce((sum, each) => sum + each, 0)
    return {
      numTasks: this.set.tasks.length,
      slotsPerExecutor,
      durationsMs: this.#durationsMs,
      recordsPerMs: totalMs === 0 ? 0 : this.#records / totalMs,
      running,
    }
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

function exclusionOf(
  set: TaskSet,
  { exclusion, tell }: TaskSetContext,
): StageExclusion | undefined {
  if (exclusion === undefined) return undefined
  const { stageId, stageAttemptId } = set
  return new StageExclusion({ settings: exclusion.settings, stageId, stageAttemptId, tell })
}

const isHopeless = (reason: TaskEndReason): boolean =>
  reason.kind === 'ExceptionFailure' && HOPELESS.has(reason.error.code ?? '')

function causeOf(reason: TaskEndReason): TaskFailureCause | undefined {
  if (reason.kind !== 'ExceptionFailure') return undefined
  return { error: fromWireError(reason.error), userFrame: reason.userFrame }
}
