import type { Clock } from '@firesteel/clock'
import type { TaskDescription } from '@firesteel/task-messages'
import { isTaskFinished } from '@firesteel/task-messages'
import type { SchedulerBackend, TaskSource } from '@firesteel/task-scheduler'
import { Slots } from './slots.js'
import type { TaskRunner } from './task-runner.js'

/** What a local backend is made of. */
export interface LocalBackendOptions {
  readonly scheduler: TaskSource
  readonly runner: TaskRunner
  readonly clock: Clock
  /** As tasks and pages show it; `localhost` unless said. */
  readonly host?: string | undefined
}

/** The id of the one executor there is in local mode. */
export const DRIVER_EXECUTOR_ID = 'driver'

/**
 * Runs tasks in this process, through a {@link TaskRunner}: one executor, here from the start to the end.
 * @see org.apache.spark.scheduler.local.LocalSchedulerBackend
 */
export class LocalBackend implements SchedulerBackend {
  readonly ready: Promise<void> = Promise.resolve()
  readonly #scheduler: TaskSource
  readonly #runner: TaskRunner
  readonly #host: string
  readonly #slots: Slots
  readonly #applicationId: string
  #state: 'new' | 'running' | 'stopped' = 'new'
  #reviving = false

  constructor(options: LocalBackendOptions) {
    this.#scheduler = options.scheduler
    this.#runner = options.runner
    this.#host = options.host ?? 'localhost'
    this.#slots = new Slots(options.runner.slots)
    this.#applicationId = `local-${options.clock.now()}`
  }

  start(): Promise<void> {
    this.#state = 'running'
    const info = { host: this.#host, totalCores: this.#slots.total, logUrls: {} }
    this.#scheduler.executorAdded(DRIVER_EXECUTOR_ID, info)
    this.reviveOffers()
    return Promise.resolve()
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return
    this.#state = 'stopped'
    await this.#runner.stop()
  }

  isReady(): boolean {
    return true
  }

  defaultParallelism(): number {
    return this.#slots.total
  }

  applicationId(): string {
    return this.#applicationId
  }

  reviveOffers(): void {
    if (this.#reviving) return
    this.#reviving = true
    queueMicrotask(() => {
      this.#reviving = false
      this.#offer()
    })
  }

  killTask(taskId: number, _executorId: string, interruptThread: boolean, reason: string): void {
    this.#runner.kill(taskId, interruptThread, reason)
  }

  #offer(): void {
    if (this.#state !== 'running') return
    const offer = {
      executorId: DRIVER_EXECUTOR_ID,
      host: this.#host,
      freeSlots: this.#slots.free,
      totalSlots: this.#slots.total,
      busySlots: this.#slots.busy,
    }
    const tasks = this.#scheduler.resourceOffers([offer])
    // All slots are taken before anything runs: a runner may report at once.
    for (const task of tasks) this.#slots.acquire(task)
    for (const task of tasks) this.#launch(task)
  }

  #launch(task: TaskDescription): void {
    this.#runner.launch(task, (state, data) => {
      if (!isTaskFinished(state)) {
        this.#scheduler.statusUpdate(task.taskId, state, data)
        return
      }
      const freed = this.#slots.release(task.taskId)
      if (freed === undefined) return
      this.#scheduler.statusUpdate(task.taskId, state, data)
      // Where others wait their turn the next ones are launched together.
      if (this.#slots.isShort(freed)) this.reviveOffers()
    })
  }
}
