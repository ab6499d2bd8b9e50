import { isPersisted } from '@firesteel/storage-level'
import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { ListenerBus, SparkListener } from '@firesteel/listener-bus'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { AllocationSettings } from './conf.js'
import { ExecutorMonitor } from './executor-monitor.js'
import { planRemovals } from './plan-removals.js'
import { type TargetState, neededExecutors, planTarget } from './plan-target.js'
import { TaskBacklog } from './task-backlog.js'

/** Who gives executors and takes them back. @see org.apache.spark.ExecutorAllocationClient */
export interface ExecutorAllocationClient {
  /** So many in all; fewer than there are kills none. False when nobody heard it. */
  requestTotalExecutors(total: number): Promise<boolean>
  /** Ends executors that do nothing, which is no failure; those that will go. */
  killIdleExecutors(executorIds: readonly string[]): Promise<readonly string[]>
  /** Lets executors leave in order; those that will go. */
  decommissionExecutors(executorIds: readonly string[]): Promise<readonly string[]>
}

/** What an {@link ExecutorAllocationManager} is made of. */
export interface AllocationParts {
  readonly settings: AllocationSettings
  readonly client: ExecutorAllocationClient
  readonly listenerBus: Pick<ListenerBus, 'addListener'>
  readonly clock: Clock
  readonly logger?: Logger | undefined
}

/** How often it is looked whether there are too many or too few. */
const INTERVAL_MS = 100
/** A queue of its own: a slow listener of the application must not delay it. */
const QUEUE = 'executorManagement'

/**
 * Has as many executors as there is work for: events → backlog and monitor → every 100 ms a plan → the client.
 *
 *     tasks wait → (schedulerBacklogTimeout) +1, +2, +4, … up to what would run all of them at once
 *     less to do → the target falls; executors idle for executorIdleTimeout beyond it go
 *
 * @see org.apache.spark.ExecutorAllocationManager
 */
export class ExecutorAllocationManager {
  readonly #parts: AllocationParts
  readonly #logger: Logger
  readonly #backlog = new TaskBacklog()
  readonly #monitor: ExecutorMonitor
  readonly #shuffleOf = new Map<number, number>()
  #state: TargetState
  #cancels: Cancel[] = []
  #isAsking = false

  constructor(parts: AllocationParts) {
    const { settings } = parts
    this.#parts = parts
    this.#logger = parts.logger ?? silentLogger
    this.#monitor = new ExecutorMonitor(settings)
    this.#state = {
      target: settings.initialExecutors,
      step: 1,
      addAtMs: undefined,
      isInitializing: true,
    }
  }

  /** Begins to look; the cluster was asked for `initialExecutors` before. */
  start(): void {
    const { clock, listenerBus } = this.#parts
    this.#cancels = [
      listenerBus.addListener(this.#listener(), QUEUE),
      clock.every(INTERVAL_MS, () => void this.#look()),
    ]
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
  }

  /** Nobody can ask for the shuffle's outputs any more: they hold no executor. */
  shuffleRemoved(shuffleId: number): void {
    this.#monitor.shuffleRemoved(shuffleId)
  }

  /** What is wanted, needed and there, by Spark's names of the gauges. */
  get gauges(): Readonly<Record<string, number>> {
    const { allocationRatio } = this.#parts.settings
    return {
      numberExecutorsToAdd: this.#state.step,
      numberAllExecutors: this.#monitor.staying,
      numberTargetExecutors: this.#state.target,
      numberMaxNeededExecutors: neededExecutors(this.#load(), allocationRatio),
    }
  }

  async #look(): Promise<void> {
    // What was asked is answered first: two questions could overtake each other.
    if (this.#isAsking) return
    this.#isAsking = true
    try {
      await this.#updateTarget()
      await this.#removeIdle()
    } catch (error) {
      this.#logger.warn({ err: errorFrom(error) }, 'the number of executors could not be changed')
    } finally {
      this.#isAsking = false
    }
  }

  async #updateTarget(): Promise<void> {
    const { settings, client, clock } = this.#parts
    const before = this.#state
    const now = clock.now()
    const planned = planTarget(before, this.#load(), { settings, now })
    this.#state = planned
    if (planned.target === before.target) return
    const isHeard = await client.requestTotalExecutors(planned.target).catch(() => false)
    if (isHeard) {
      this.#logger.info({ from: before.target, to: planned.target }, 'asked for executors')
      return
    }
    // Again at the next look, or, when more were wanted, after the next wait.
    this.#state = { ...this.#state, target: before.target, step: 1 }
  }

  async #removeIdle(): Promise<void> {
    const { settings, client, clock } = this.#parts
    const idle = this.#monitor.timedOut(clock.now())
    if (idle.length === 0) return
    this.#state = { ...this.#state, isInitializing: false }
    const { minExecutors, decommissions } = settings
    const { staying } = this.#monitor
    const { target } = this.#state
    const going = planRemovals(idle, { staying, minExecutors, target })
    if (going.length === 0) return
    const gone = await (decommissions
      ? client.decommissionExecutors(going)
      : client.killIdleExecutors(going))
    this.#monitor.leaving(gone)
    this.#logger.info({ executorIds: gone }, 'idle executors are given back')
  }

  #load() {
    const { settings } = this.#parts
    return {
      pending: this.#backlog.pending,
      pendingSpeculative: 0,
      running: this.#backlog.running,
      slotsPerExecutor: settings.slotsPerExecutor ?? this.#monitor.slotsPerExecutor ?? 1,
      liveExecutors: this.#monitor.staying,
    }
  }

  /** Tasks wait: a timer runs from now on, unless it does already; none wait: there is none. */
  #noteBacklog(): void {
    const { clock, settings } = this.#parts
    if (this.#backlog.pending === 0) {
      this.#state = { ...this.#state, addAtMs: undefined, step: 1 }
    } else if (this.#state.addAtMs === undefined) {
      this.#state = { ...this.#state, addAtMs: clock.now() + settings.backlogTimeoutMs }
    }
  }

  #listener(): SparkListener {
    const { clock } = this.#parts
    const [backlog, monitor] = [this.#backlog, this.#monitor]
    return {
      onJobStart: ({ jobId, stages }) => {
        const shuffles = stages.flatMap(({ shuffleId }) => shuffleId ?? [])
        monitor.jobStarted(jobId, shuffles)
      },
      onJobEnd: ({ jobId }) => monitor.jobEnded(jobId, clock.now()),
      onStageSubmitted: (event) => {
        this.#state = { ...this.#state, isInitializing: false }
        const { stageId, shuffleId } = event.stage
        if (shuffleId !== undefined) this.#shuffleOf.set(stageId, shuffleId)
        backlog.stageSubmitted(event)
        this.#noteBacklog()
      },
      onStageCompleted: (event) => {
        this.#shuffleOf.delete(event.stage.stageId)
        backlog.stageCompleted(event)
        this.#noteBacklog()
      },
      onTaskStart: (event) => {
        monitor.taskStarted(event.task.executorId)
        backlog.taskStarted(event)
        this.#noteBacklog()
      },
      onTaskEnd: (event) => {
        const { reason, stageId, task } = event
        const shuffleId = reason.kind === 'Success' ? this.#shuffleOf.get(stageId) : undefined
        if (reason.kind !== 'Resubmitted') {
          monitor.taskEnded(task.executorId, { shuffleId, now: clock.now() })
        }
        backlog.taskEnded(event)
        this.#noteBacklog()
      },
      onExecutorAdded: ({ executorId, info }) =>
        monitor.executorAdded(executorId, info.totalCores, clock.now()),
      onExecutorRemoved: ({ executorId }) => monitor.executorRemoved(executorId),
      // The same block may be in a slot's heap and, for all slots, on disk.
      onBlockUpdated: ({ executorId, blockId, level, slot = 'any' }) =>
        monitor.blockUpdated(executorId, `${blockId}@${slot}`, isPersisted(level)),
      onUnpersistRdd: ({ rddId }) => monitor.rddRemoved(rddId),
    }
  }
}
