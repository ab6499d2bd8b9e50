import type { Clock } from '@firesteel/clock'
import { invariant } from '@firesteel/errors'
import type {
  ExecutorInfo,
  ListenerBus,
  SparkListenerEvent,
  TaskLocality,
} from '@firesteel/listener-bus'
import { type Logger, silentLogger } from '@firesteel/logging'
import {
  isTaskFinished,
  type TaskDescription,
  type TaskMetrics,
  type TaskState,
} from '@firesteel/task-messages'
import type { TaskSchedulerSettings } from './conf.js'
import type { ExecutorLossReason } from './executor-loss-reason.js'
import { ApplicationExclusion } from './exclusion/application-exclusion.js'
import { UnschedulableSets } from './exclusion/unschedulable-sets.js'
import { KnownExecutors } from './known-executors.js'
import { LocalityRevival } from './locality-revival.js'
import { planOffers, type TakerOutcome } from './plan-offers.js'
import type { PoolDefinition, PoolInfo, SchedulingMode } from './pool.js'
import { PoolTree } from './pool-tree.js'
import { ResultArrival } from './result-arrival.js'
import type { SchedulerBackend, TaskSource } from './scheduler-backend.js'
import type { SchedulerListener } from './scheduler-listener.js'
import { SentBinaries } from './sent-binaries.js'
import { shuffled } from './shuffled.js'
import { SpeculationTimer } from './speculation/speculation-timer.js'
import { StarvationWarning } from './starvation-warning.js'
import type { TaskAttempt } from './task-attempt.js'
import { type TaskSet, taskSetId } from './task-set.js'
import { type TaskSetContext, TaskSetManager } from './task-set-manager.js'
import type { BusySlot, WorkerOffer } from './worker-offer.js'

/** What a task scheduler is made of. */
export interface TaskSchedulerOptions
  extends Omit<TaskSchedulerSettings, 'mode' | 'allocationFile'> {
  readonly clock: Clock
  readonly logger?: Logger | undefined
  /** A number in [0, 1): in which order executors are offered; `Math.random` unless given. */
  readonly random?: (() => number) | undefined
  /** Hears of what the listener above need not know. */
  readonly listenerBus?: Pick<ListenerBus, 'post'> | undefined
  /** FIFO unless given. */
  readonly mode?: SchedulingMode | undefined
  /** The pools of FAIR scheduling; others come into being when a job names them. */
  readonly pools?: readonly PoolDefinition[] | undefined
  /** Map outputs are lost with their host only, not with their executor; false unless said. */
  readonly outputsOutliveExecutors?: boolean | undefined
}

/**
 * Takes task sets from above and slots from below, and brings them together:
 *
 *     submitTasks → backend.reviveOffers → resourceOffers → (launched) → statusUpdate → listener.taskEnded
 *
 * Everything happens synchronously in the call that brings the news; what the listener is told comes in
 * the order in which it happened.
 * @see org.apache.spark.scheduler.TaskSchedulerImpl
 */
export class TaskScheduler implements TaskSource {
  readonly #options: TaskSchedulerOptions
  readonly #logger: Logger
  readonly #pools: PoolTree
  readonly #results: ResultArrival
  readonly #speculation: SpeculationTimer | undefined
  readonly #exclusion: ApplicationExclusion | undefined
  readonly #unschedulable: UnschedulableSets | undefined
  /** When executors that are about to leave are expected to be gone. */
  readonly #expectedEnds = new Map<string, number>()
  readonly #binaries = new SentBinaries()
  readonly #starvation: StarvationWarning
  readonly #managers = new Map<number, TaskSetManager>()
  readonly #executors = new KnownExecutors()
  readonly #revival: LocalityRevival
  #backend: SchedulerBackend | undefined
  #listener: SchedulerListener | undefined
  #context: TaskSetContext | undefined
  #nextTaskId = 0

  constructor(options: TaskSchedulerOptions) {
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    const { mode = 'FIFO', pools } = options
    this.#pools = new PoolTree(mode, { pools, logger: this.#logger })
    this.#revival = new LocalityRevival(options.clock, () => this.#backend?.reviveOffers())
    this.#results = new ResultArrival(
      () => this.#backend,
      (manager) => this.#settled(manager),
    )
    const { clock, speculation, exclusion } = options
    if (speculation !== undefined) {
      this.#speculation = new SpeculationTimer({
        clock,
        intervalMs: speculation.intervalMs,
        sets: () => this.#pools.all(),
        slotsPerExecutor: () => this.#executors.slotsPerExecutor,
        found: () => this.#backend?.reviveOffers(),
      })
    }
    if (exclusion !== undefined) {
      const tell = (event: SparkListenerEvent): void => options.listenerBus?.post(event)
      this.#exclusion = new ApplicationExclusion({
        settings: exclusion,
        now: () => clock.now(),
        tell,
        kill: (executorIds, why) => this.#backend?.killExecutors?.(executorIds, why),
        executorsOn: (host) => this.#executors.onHost(host),
      })
      this.#unschedulable = new UnschedulableSets({
        clock,
        timeoutMs: exclusion.unschedulableTimeoutMs,
        tell,
        replaceOne: () => this.#replaceIdleExcluded(),
        abort: (manager, why) => {
          manager.abort(why)
          this.#release(manager)
        },
      })
    }
    this.#starvation = new StarvationWarning({
      clock: options.clock,
      logger: this.#logger,
      periodMs: options.starvationTimeoutMs,
      situation: () => this.#situation(),
    })
  }

  /** The backend to run on; called once, before anything is submitted. */
  initialize(backend: SchedulerBackend): void {
    this.#backend = backend
  }

  /** Who hears of ends and losses; called once, before anything is submitted. */
  setListener(listener: SchedulerListener): void {
    this.#listener = listener
    const settings = this.#options.exclusion
    const { clock, localityWaits, maxTaskFailures, maxResultSizeBytes, cpusPerTask } = this.#options
    this.#context = {
      now: () => clock.now(),
      nextTaskId: () => this.#nextTaskId++,
      listener,
      tell: (event) => this.#options.listenerBus?.post(event),
      logger: this.#logger,
      waits: localityWaits,
      maxTaskFailures,
      maxResultSizeBytes,
      cpusPerTask,
      outputsOutliveExecutors: this.#options.outputsOutliveExecutors ?? false,
      kill: (attempt, interruptThread, reason) => this.#kill(attempt, interruptThread, reason),
      speculation: this.#options.speculation,
      exclusion: settings && this.#exclusion && { settings, application: this.#exclusion },
      hasSeveralHosts: () => this.#executors.numHosts > 1,
      expectedEnd: (executorId) => this.#expectedEnds.get(executorId),
      takeBinary: (executorId, binaryId) => this.#binaries.take(executorId, binaryId),
      isExecutorAlive: (executorId) => this.#executors.isExecutorAlive(executorId),
      isHostAlive: (host) => this.#executors.isHostAlive(host),
    }
  }

  /** Tasks that may run at the same time on the executors there are. */
  get concurrentTasks(): number {
    return Math.floor(this.#executors.totalSlots / this.#options.cpusPerTask)
  }

  /** Slots in total; meaningful once the backend is ready. */
  defaultParallelism(): number {
    return this.#running().backend.defaultParallelism()
  }

  /** Runs a stage attempt; earlier attempts of its stage launch nothing any more. */
  submitTasks(set: TaskSet): void {
    const { backend, context } = this.#running()
    for (const earlier of this.#pools.ofStage(set.stageId)) {
      earlier.supersede()
      this.#release(earlier)
    }
    const facts = { stageId: set.stageId, tasks: set.tasks.length }
    this.#logger.info(facts, `adding task set ${taskSetId(set)}`)
    this.#pools.add(new TaskSetManager(set, context))
    this.#starvation.hungry()
    this.#speculation?.start()
    backend.reviveOffers()
  }

  /** Ends every attempt of a stage and launches no more; its listener hears only of the attempts. */
  cancelTasks(stageId: number, interruptThread: boolean, reason: string): void {
    for (const manager of this.#pools.ofStage(stageId)) {
      manager.supersede()
      manager.killAll(interruptThread, reason)
      this.#release(manager)
    }
  }

  /** Ends one attempt; the task is tried again. False when there is no such attempt. */
  killTaskAttempt(taskId: number, interruptThread: boolean, reason: string): boolean {
    const attempt = this.#managers.get(taskId)?.attempt(taskId)
    if (attempt === undefined) return false
    this.#kill(attempt, interruptThread, reason)
    return true
  }

  /** An older attempt of the stage has made this partition: the current one need not. */
  notifyPartitionCompletion(stageId: number, partitionId: number): void {
    for (const manager of this.#pools.ofStage(stageId)) {
      manager.partitionDone(partitionId)
      this.#release(manager)
    }
  }

  resourceOffers(offers: readonly WorkerOffer[]): TaskDescription[] {
    const managers = this.#pools.sorted().filter((manager) => !manager.isZombie)
    if (managers.length === 0) return []
    this.#exclusion?.expire()
    const usable =
      this.#exclusion === undefined
        ? offers
        : offers.filter((offer) => this.#exclusion?.excludes(offer) !== true)
    const { clock, cpusPerTask, random = Math.random } = this.#options
    const takers = managers.map((manager) => ({
      levels: () => manager.delay.levels,
      take: (offer: WorkerOffer, limit: TaskLocality) => {
        const answer = manager.offer(offer, limit)
        if (answer.task !== undefined) this.#managers.set(answer.task.taskId, manager)
        return answer
      },
      takeAll: manager.set.isBarrier === true ? this.#takeAll(manager) : undefined,
      takeBehind: manager.mayQueue > 0 ? this.#takeBehind(manager) : undefined,
    }))
    const round = planOffers(takers, shuffled(usable, random), cpusPerTask)
    const offeredAll = offers.length >= this.#executors.size
    managers.forEach((manager, index) => {
      const { launched, withoutRejects, nearest } = round.outcomes[index] as TakerOutcome
      if (withoutRejects && launched > 0) {
        if (offeredAll || manager.noRejectsSinceReset) {
          if (nearest !== undefined) manager.delay.reset(nearest, clock.now())
          manager.noRejectsSinceReset = true
        }
      } else if (!withoutRejects) manager.noRejectsSinceReset = false
      if (launched === 0) this.#unschedulable?.check(manager, this.#executors.places())
      this.#release(manager)
    })
    if (round.tasks.length > 0) {
      this.#starvation.fed()
      this.#unschedulable?.clear()
    }
    if (round.slotsLeft) this.#revival.slotsLeft(managers)
    return [...round.tasks]
  }

  statusUpdate(taskId: number, state: TaskState, data: Uint8Array): void {
    const manager = this.#managers.get(taskId)
    if (manager === undefined) {
      this.#logger.warn({ taskId, state }, 'ignoring a status of a task that is not running')
      return
    }
    if (!isTaskFinished(state)) {
      if (state === 'RUNNING') manager.running(taskId)
      return
    }
    this.#managers.delete(taskId)
    this.#results.finish(manager, taskId, { state, data })
    const isTriedAgain = state !== 'FINISHED' && manager.hasWaiting
    this.#release(manager)
    // After a success the backend offers the freed slot itself.
    if (isTriedAgain) this.#backend?.reviveOffers()
  }

  executorAdded(executorId: string, info: ExecutorInfo): void {
    if (!this.#executors.add(executorId, info.host, info.totalCores)) return
    for (const manager of this.#pools.all()) manager.delay.recompute()
    this.#listener?.executorAdded(executorId, info)
  }

  executorLost(executorId: string, reason: ExecutorLossReason): void {
    if (reason.kind === 'LossReasonPending') {
      this.#logger.info({ executorId }, 'an executor cannot be reached; waiting for the reason')
      return
    }
    this.#logger.warn({ executorId, reason: reason.kind }, `lost executor: ${reason.message}`)
    this.#executors.remove(executorId)
    this.#exclusion?.executorRemoved(executorId)
    this.#expectedEnds.delete(executorId)
    this.#binaries.forgetExecutor(executorId)
    for (const manager of this.#pools.all()) {
      manager.executorLost(executorId, reason)
      this.#release(manager)
    }
    for (const [taskId, manager] of this.#managers) {
      if (manager.attempt(taskId) === undefined) this.#managers.delete(taskId)
    }
    this.#listener?.executorLost(executorId, reason)
    if (this.#executors.size === 0) this.#starvation.deprived()
    if (this.#pools.size === 0) return
    this.#starvation.hungry()
    this.#backend?.reviveOffers()
  }

  /** Running attempts have cost so much so far. */
  progressed(
    updates: readonly { readonly taskId: number; readonly metrics: Readonly<TaskMetrics> }[],
  ): void {
    for (const { taskId, metrics } of updates)
      this.#managers.get(taskId)?.progressed(taskId, metrics)
  }

  /** The executor is about to leave, and will be gone at `endsAt` (by the clock). */
  executorLeaves(executorId: string, endsAt: number): void {
    this.#expectedEnds.set(executorId, endsAt)
  }

  workerRemoved(workerId: string, host: string, message: string): void {
    this.#logger.info({ workerId, host }, `a worker is gone: ${message}`)
    this.#listener?.workerRemoved(workerId, host, message)
  }

  abortTaskSet(taskId: number, message: string): void {
    const manager = this.#managers.get(taskId)
    if (manager === undefined) return
    this.#managers.delete(taskId)
    manager.abort(message)
    manager.failed(taskId, { kind: 'TaskKilled', reason: 'it was never sent' })
    this.#release(manager)
  }

  error(message: string): void {
    this.#logger.error(message)
    for (const manager of this.#pools.all()) {
      manager.abort(message)
      this.#release(manager)
    }
  }

  /** Forgets everything; the backend is stopped by whoever made it. */
  stop(): void {
    this.#starvation.stop()
    this.#revival.stop()
    this.#speculation?.stop()
    this.#unschedulable?.clear()
  }

  /** Every pool there is: those that were defined, and those that jobs named. */
  getAllPools(): PoolInfo[] {
    return this.#pools.pools()
  }

  getPoolForName(name: string): PoolInfo | undefined {
    return this.#pools.pool(name)
  }

  /** What is kept at present; all zero when nothing runs. */
  get load(): { readonly taskSets: number; readonly attempts: number; readonly binaries: number } {
    return {
      taskSets: this.#pools.size,
      attempts: this.#managers.size,
      binaries: this.#binaries.size,
    }
  }

  /** A result came late: what it leaves to do may begin. */
  #settled(manager: TaskSetManager): void {
    const isTriedAgain = manager.hasWaiting
    this.#release(manager)
    if (isTriedAgain) this.#backend?.reviveOffers()
  }

  /** What is asked for, and what there is, for who has to find out why nothing runs. */
  #situation(): string {
    const { cpusPerTask } = this.#options
    const waiting = [...this.#pools.all()].reduce((sum, { set }) => sum + set.tasks.length, 0)
    const pools = this.#pools.pools().filter(({ stageIds }) => stageIds.length > 0)
    const asked = `Asked for: ${waiting} tasks of ${cpusPerTask} core(s) each, in pool(s) ${pools.map(({ name }) => name).join(', ')}`
    if (this.#executors.size === 0) {
      return `${asked}. Offered: nothing, no executor has registered. Either no worker is alive, or none has the cores (spark.executor.cores) and the memory (spark.executor.memory) that one executor asks for, or other applications hold them (spark.cores.max limits what one takes)`
    }
    const excluded = this.#exclusion?.excludedExecutors().length ?? 0
    const largest = this.#executors.slotsPerExecutor
    const cause =
      largest < cpusPerTask
        ? `the largest executor has ${largest} core(s), one task needs ${cpusPerTask} (spark.task.cpus)`
        : 'they are busy, about to leave, or excluded'
    return `${asked}. Offered: ${this.#executors.size} executor(s) with ${this.#executors.totalSlots} core(s), ${excluded} of them excluded; ${cause}`
  }

  #takeBehind(manager: TaskSetManager) {
    return (offer: WorkerOffer, { slot, running, waiting }: BusySlot) => {
      if (waiting >= manager.mayQueue || this.#managers.get(running) !== manager) return undefined
      const { task } = manager.offer({ ...offer, freeSlots: [slot] }, 'ANY')
      if (task !== undefined) this.#managers.set(task.taskId, manager)
      return task
    }
  }

  #takeAll(manager: TaskSetManager) {
    return (open: readonly WorkerOffer[]) => {
      const launched = manager.launchTogether(open)
      for (const { task } of launched) this.#managers.set(task.taskId, manager)
      return launched
    }
  }

  /** An excluded executor that does nothing makes room for another. */
  #replaceIdleExcluded(): boolean {
    const busy = new Set<string>()
    for (const [taskId, manager] of this.#managers) {
      busy.add(manager.attempt(taskId)?.executorId ?? '')
    }
    const known = this.#executors.places().map(({ executorId }) => executorId)
    const idle = known.find((executorId) => !busy.has(executorId))
    if (idle === undefined || this.#backend?.killExecutors === undefined) return false
    this.#backend.killExecutors(
      [idle],
      `executor ${idle} is idle, and excluded from all that waits`,
    )
    return true
  }

  #release(manager: TaskSetManager): void {
    if (!manager.isFinished) return
    this.#pools.remove(manager)
    this.#binaries.forgetBinary(manager.set.binaryId)
    if (this.#pools.size > 0) return
    this.#starvation.stop()
    this.#speculation?.stop()
  }

  #kill(attempt: TaskAttempt, interruptThread: boolean, reason: string): void {
    this.#backend?.killTask(attempt.taskId, attempt.executorId, interruptThread, reason)
  }

  #running(): { readonly backend: SchedulerBackend; readonly context: TaskSetContext } {
    invariant(this.#backend !== undefined, 'a task scheduler is used after initialize()')
    invariant(this.#context !== undefined, 'a task scheduler is used after setListener()')
    return { backend: this.#backend, context: this.#context }
  }
}
