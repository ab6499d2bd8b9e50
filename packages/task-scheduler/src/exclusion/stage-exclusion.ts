import type { SparkListenerEvent } from '@firesteel/listener-bus'
import type { ExclusionSettings } from './conf.js'

/** Where something ran. */
export interface Place {
  readonly executorId: string
  readonly host: string
}

/** When a task failed on an executor. */
export interface TaskFailureAt extends Place {
  readonly index: number
  readonly at: number
}

/** What a {@link StageExclusion} needs. */
export interface StageExclusionOptions {
  readonly settings: ExclusionSettings
  readonly stageId: number
  readonly stageAttemptId: number
  readonly tell: (event: SparkListenerEvent) => void
}

/**
 * Where the tasks of one set are not tried again: each task where it failed too often, and all of them where
 * too many of them did.
 * @see org.apache.spark.scheduler.TaskSetExcludelist
 */
export class StageExclusion {
  readonly #options: StageExclusionOptions
  /** Failures of a task on an executor or a host: `3@executor 1`. */
  readonly #ofTask = new Map<string, number>()
  readonly #failedOn = new Map<string, Set<number>>()
  readonly #executors = new Set<string>()
  readonly #hosts = new Map<string, Set<string>>()
  readonly #excludedHosts = new Set<string>()
  readonly #failures: TaskFailureAt[] = []

  constructor(options: StageExclusionOptions) {
    this.#options = options
  }

  /** Every failure so far: told to the application when the set has succeeded in spite of them. */
  get failures(): readonly TaskFailureAt[] {
    return this.#failures
  }

  taskFailed(failure: TaskFailureAt): void {
    const { index, executorId, host, at } = failure
    const { settings, stageId, stageAttemptId, tell } = this.#options
    this.#failures.push(failure)
    this.#count(`${index}@executor ${executorId}`)
    this.#count(`${index}@host ${host}`)
    const tasks = this.#failedOn.get(executorId) ?? new Set()
    this.#failedOn.set(executorId, tasks.add(index))
    if (tasks.size < settings.stageTasksPerExecutor || this.#executors.has(executorId)) return
    this.#executors.add(executorId)
    const stage = { time: at, stageId, stageAttemptId }
    tell({ type: 'executorExcludedForStage', ...stage, executorId, taskFailures: tasks.size })
    const there = this.#hosts.get(host) ?? new Set()
    this.#hosts.set(host, there.add(executorId))
    if (there.size < settings.stageExecutorsPerHost || this.#excludedHosts.has(host)) return
    this.#excludedHosts.add(host)
    tell({ type: 'nodeExcludedForStage', ...stage, host, executorFailures: there.size })
  }

  /** Whether no task of the set may run there. */
  excludes({ executorId, host }: Place): boolean {
    return this.#executors.has(executorId) || this.#excludedHosts.has(host)
  }

  /** Whether this task may not run there. */
  excludesTask(index: number, { executorId, host }: Place): boolean {
    const { taskAttemptsPerExecutor, taskAttemptsPerHost } = this.#options.settings
    const failures = (where: string): number => this.#ofTask.get(`${index}@${where}`) ?? 0
    return (
      failures(`executor ${executorId}`) >= taskAttemptsPerExecutor ||
      failures(`host ${host}`) >= taskAttemptsPerHost
    )
  }

  #count(key: string): void {
    this.#ofTask.set(key, (this.#ofTask.get(key) ?? 0) + 1)
  }
}
